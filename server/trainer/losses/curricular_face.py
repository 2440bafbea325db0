"""CurricularFace: hard wrong identities count little at first, and more as the right ones are learned."""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

_DECAY = 0.99


class CurricularFace(nn.Module):
    """Softmax over cosines with an angular margin; wrong cosines beyond the right one become cos · (t + cos).

    t is a moving average (0.99) of the mean cosine of the right identities.

    Args:
        size: C and D.
        scale: of the cosines.
        margin: in radians.

    Attributes:
        weight: [C, D].

    Reference:
        Huang et al., arXiv:2004.00288, equations 6 and 7; DIGIX 2020 second place, whose code calls it Arcface
    """

    def __init__(self, size: tuple[int, int], scale: float = 35.0, margin: float = 0.3) -> None:
        super().__init__()
        self.scale, self.margin = scale, margin
        self.weight = nn.Parameter(torch.empty(*size))
        nn.init.normal_(self.weight, std=0.01)
        self.register_buffer("curriculum", torch.zeros(()))

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64 in [0, C), to a scalar; in training it moves t."""
        exact = vectors if vectors.dtype == torch.float64 else vectors.float()
        cosines = functional.normalize(exact, dim=1) @ functional.normalize(self.weight.to(exact.dtype), dim=1).T
        cosines = cosines.clamp(-1, 1)
        right = cosines.gather(1, labels[:, None])
        sine = (1 - right.square()).clamp(min=1e-12).sqrt()
        turned = right * math.cos(self.margin) - sine * math.sin(self.margin)
        # Beyond π − margin the turned cosine would rise again.
        final = torch.where(
            right > math.cos(math.pi - self.margin), turned, right - math.sin(math.pi - self.margin) * self.margin
        )
        curriculum = cast("Tensor", self.curriculum)
        if self.training:
            with torch.no_grad():
                curriculum.mul_(_DECAY).add_((1 - _DECAY) * right.mean().to(curriculum.dtype))
        is_hard = cosines > turned
        logits = torch.where(is_hard, cosines * (curriculum.to(exact.dtype) + cosines), cosines)
        return functional.cross_entropy(self.scale * logits.scatter(1, labels[:, None], final), labels)
