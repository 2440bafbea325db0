"""Listwise loss: one minus a mean average precision that has a gradient."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

Ties = Literal["none", "exact", "simplified"]


class ListwiseAveragePrecision(nn.Module):
    """Scores are put into bins with soft edges; precision and recall are sums over bins, and so differentiable.

    Args:
        bins: between the lowest and the highest score; first and last also hold what lies beyond.
        lowest: score.
        highest: score.
        ties: how rows of one bin count: `none` as if the bin were one rank, `exact` and `simplified` by the mean over
            their orders (TAP).

    Reference:
        Revaud et al., Learning with Average Precision, arXiv:1906.07589, equations 6 to 10; dirtorch, loss.py:APLoss,
        TAPLoss
    """

    def __init__(self, bins: int = 20, lowest: float = 0.0, highest: float = 1.0, ties: Ties = "none") -> None:
        super().__init__()
        self.bins, self.lowest, self.highest, self.ties = bins, lowest, highest, ties

    def average_precision(self, scores: Tensor, is_relevant: Tensor) -> Tensor:
        """[Q, N] scores and 0 or 1, to [Q] quantized average precisions."""
        slope = (self.bins - 1) / (self.highest - self.lowest)
        # float32 as in the authors' code, where the bins' middles are made in it.
        places = torch.arange(self.bins, 0, -1, device=scores.device, dtype=torch.float32)
        middles = (self.lowest + (places - 1) / slope).to(scores.dtype)
        rising = slope * (scores[:, None] - middles[None, :, None]) + 1
        falling = -rising + 2
        # The outermost bins keep what lies beyond them.
        falling[:, 0] = 1.0
        rising[:, -1] = 1.0
        members = functional.relu(torch.minimum(rising, falling))
        counts = members.sum(dim=2)
        hits = (members * is_relevant[:, None].to(scores.dtype)).sum(dim=2)
        relevant = is_relevant.to(scores.dtype).sum(dim=1, keepdim=True)
        return _PARTS[self.ties](hits, counts, relevant).sum(dim=1)

    def scores_loss(self, scores: Tensor, is_relevant: Tensor) -> Tensor:
        """One minus the mean over the queries that have a relevant row."""
        values = self.average_precision(scores, is_relevant)
        has_relevant = is_relevant.sum(dim=1) > 0
        return 1 - values[has_relevant].mean() if bool(has_relevant.any()) else scores.sum() * 0.0

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64: each picture is a query against the whole batch, itself included."""
        units = functional.normalize(vectors if vectors.dtype == torch.float64 else vectors.float(), dim=1)
        return self.scores_loss(units @ units.T, (labels[:, None] == labels).to(units.dtype))


def _plain_parts(hits: Tensor, counts: Tensor, relevant: Tensor) -> Tensor:
    """[Q, bins] what each bin adds to the average precision."""
    del relevant
    precisions = hits.cumsum(dim=1) / (1e-16 + counts.cumsum(dim=1))
    return precisions * hits / hits.sum(dim=1, keepdim=True)


def _simplified_parts(hits: Tensor, counts: Tensor, relevant: Tensor) -> Tensor:
    all_hits, all_counts = hits.cumsum(dim=1), counts.cumsum(dim=1)
    return hits * (2 * all_hits - hits + 1) / (2 * all_counts - counts + 1) / relevant


def _exact_parts(hits: Tensor, counts: Tensor, relevant: Tensor) -> Tensor:
    all_hits, all_counts = hits.cumsum(dim=1), counts.cumsum(dim=1)
    hits_before, before = all_hits - hits, all_counts - counts
    ratio = functional.relu(hits - 1) / (functional.relu(counts - 1) + 1e-8)
    mean = counts * ratio + (hits_before + 1 - ratio * (before + 1)) * torch.log((all_counts + 1) / (before + 1))
    return hits * mean / (counts + 1e-8) / relevant


_PARTS = {"none": _plain_parts, "exact": _exact_parts, "simplified": _simplified_parts}
