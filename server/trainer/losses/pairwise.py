"""Losses over all pairs of a batch, by cosine."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

Reduction = Literal["all", "non-zero"]
_MASKED = -99999999.0


class PairwiseCircle(nn.Module):
    """Circle loss: each picture's positives against its negatives, pairs weighted by how far they are from their goal.

    Args:
        margin: m; goals are 1 + m and −m, thresholds 1 − m and m.
        scale: γ.
        reduction: mean over all pictures (fast-reid), or over those with a loss above 0 (pytorch-metric-learning).

    Reference:
        Sun et al., arXiv:2002.10857, equation 6; fast-reid, modeling/losses/circle_loss.py
    """

    def __init__(self, margin: float = 0.25, scale: float = 128.0, reduction: Reduction = "all") -> None:
        super().__init__()
        self.margin, self.scale, self.reduction = margin, scale, reduction

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64, to a scalar; 0 without positives or negatives."""
        cosines, is_positive, is_negative = _pairs(vectors, labels)
        fixed = cosines.detach()
        positive = -self.scale * (1 + self.margin - fixed).clamp(min=0) * (cosines - (1 - self.margin))
        negative = self.scale * (fixed + self.margin).clamp(min=0) * (cosines - self.margin)
        losses = _soft_sum(positive, is_positive, negative, is_negative)
        if self.reduction == "all":
            return losses.mean()
        has_both = is_positive.any(dim=1) & is_negative.any(dim=1)
        losses = losses * has_both
        return losses.sum() / (losses > 0).sum().clamp(min=1)


class PairwiseCosFace(nn.Module):
    """Each picture's positives against its negatives, with a margin between their cosines.

    Args:
        margin: between them.
        scale: of the cosines.

    Reference:
        fast-reid, modeling/losses/circle_loss.py:pairwise_cosface
    """

    def __init__(self, margin: float = 0.25, scale: float = 64.0) -> None:
        super().__init__()
        self.margin, self.scale = margin, scale

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64, to a scalar."""
        cosines, is_positive, is_negative = _pairs(vectors, labels)
        negative = self.scale * (cosines + self.margin)
        return _soft_sum(-self.scale * cosines, is_positive, negative, is_negative).mean()


class GlobalCircle(nn.Module):
    """Circle loss as its paper's text has it: one sum over all positive and all negative pairs of the batch.

    Args:
        margin: m.
        scale: γ.

    Reference:
        arXiv:2002.10857, equation 4; TinyZeaMays/CircleLoss
    """

    def __init__(self, margin: float = 0.25, scale: float = 256.0) -> None:
        super().__init__()
        self.margin, self.scale = margin, scale

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64, to a scalar; each pair counts once."""
        units = functional.normalize(_exact(vectors), dim=1)
        first, second = torch.triu_indices(len(units), len(units), offset=1, device=units.device)
        cosines = (units @ units.T)[first, second]
        is_positive = labels[first] == labels[second]
        positive, negative = cosines[is_positive], cosines[~is_positive]
        toward = -self.scale * (1 + self.margin - positive.detach()).clamp(min=0) * (positive - (1 - self.margin))
        away = self.scale * (negative.detach() + self.margin).clamp(min=0) * (negative - self.margin)
        return functional.softplus(torch.logsumexp(away, dim=0) + torch.logsumexp(toward, dim=0))


def _exact(vectors: Tensor) -> Tensor:
    return vectors if vectors.dtype == torch.float64 else vectors.float()


def _pairs(vectors: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Cosines [B, B], and which pairs are positive (without a picture and itself) and negative."""
    units = functional.normalize(_exact(vectors), dim=1)
    is_same = labels[:, None] == labels
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    return units @ units.T, is_same & ~itself, ~is_same


def _soft_sum(positive: Tensor, is_positive: Tensor, negative: Tensor, is_negative: Tensor) -> Tensor:
    """[B] softplus(log Σ exp(positive) + log Σ exp(negative)); 0 for a row that lacks one of the two."""
    toward = positive.masked_fill(~is_positive, _MASKED).logsumexp(dim=1)
    away = negative.masked_fill(~is_negative, _MASKED).logsumexp(dim=1)
    return functional.softplus(toward + away)
