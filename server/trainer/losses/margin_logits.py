"""From cosines to the logits of a softmax with a margin. -1 as label means that no identity of the rows is right."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor

MarginLogits: TypeAlias = Callable[[Tensor, Tensor, float, float], Tensor]
"""(cosines [B, C], labels [B] int64, scale, margin) to logits [B, C]."""


def plain_logits(cosines: Tensor, labels: Tensor, scale: float, margin: float) -> Tensor:
    """The cosines times the scale; there is no margin."""
    del labels, margin
    return scale * cosines


def additive_cosine_logits(cosines: Tensor, labels: Tensor, scale: float, margin: float) -> Tensor:
    """Scale · (cos θ − margin) for the right identity.

    Reference:
        CosFace, arXiv:1801.09414, equation 4; AM-softmax, arXiv:1801.05599
    """
    return scale * torch.where(_is_right(cosines, labels), cosines - margin, cosines)


def additive_angle_logits(cosines: Tensor, labels: Tensor, scale: float, margin: float) -> Tensor:
    """Scale · cos(θ + margin) for the right identity, margin in radians, also beyond θ = π − margin (as fast-reid).

    Reference:
        ArcFace, arXiv:1801.07698, equation 3; fast-reid, layers/any_softmax.py
    """
    return scale * torch.where(_is_right(cosines, labels), _turned(cosines, margin), cosines)


def guarded_angle_logits(cosines: Tensor, labels: Tensor, scale: float, margin: float) -> Tensor:
    """As `additive_angle_logits`, but cos θ − margin · sin(margin) beyond θ = π − margin, so that it keeps falling.

    Reference:
        pytorch-metric-learning, losses/arcface_loss.py
    """
    turned = torch.where(
        cosines <= math.cos(math.pi - margin), cosines - margin * math.sin(margin), _turned(cosines, margin)
    )
    return scale * torch.where(_is_right(cosines, labels), turned, cosines)


def easy_angle_logits(cosines: Tensor, labels: Tensor, scale: float, margin: float) -> Tensor:
    """As `additive_angle_logits` where θ is below 90 degrees, and without a margin beyond.

    Reference:
        ArcFace's "easy margin", insightface
    """
    turned = torch.where(cosines > 0, _turned(cosines, margin), cosines)
    return scale * torch.where(_is_right(cosines, labels), turned, cosines)


def circle_logits(cosines: Tensor, labels: Tensor, scale: float, margin: float) -> Tensor:
    """Circle loss as a softmax: scale · α · (cos θ − Δ), with factors α that no gradient passes.

    Right: α = max(0, 1 + m − s), Δ = 1 − m. Wrong: α = max(0, s + m), Δ = m.

    Reference:
        Sun et al., Circle Loss, arXiv:2002.10857, equation 7; fast-reid, layers/any_softmax.py
    """
    fixed = cosines.detach()
    right = scale * (1 + margin - fixed).clamp(min=0) * (cosines - (1 - margin))
    wrong = scale * (fixed + margin).clamp(min=0) * (cosines - margin)
    return torch.where(_is_right(cosines, labels), right, wrong)


MARGIN_LOGITS: dict[str, MarginLogits] = {
    "plain": plain_logits,
    "cosface": additive_cosine_logits,
    "arcface": additive_angle_logits,
    "arcface-guarded": guarded_angle_logits,
    "arcface-easy": easy_angle_logits,
    "circle": circle_logits,
}
"""By the name that recipes use."""


def _is_right(cosines: Tensor, labels: Tensor) -> Tensor:
    return labels[:, None] == torch.arange(cosines.shape[1], device=labels.device)


def _turned(cosines: Tensor, margin: float) -> Tensor:
    """cos(θ + margin); the slope is infinite at θ = 0 and π, so the sine is kept a hair above 0 there."""
    sines = (1 - cosines.square()).clamp(min=1e-12).sqrt()
    return cosines * math.cos(margin) - sines * math.sin(margin)
