"""Triplet losses over a batch."""

from __future__ import annotations

from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

Mining = Literal["hard", "weighted"]
Distance = Literal["euclidean", "euclidean-unit", "squared-unit"]
_FLOOR = 1e-12


class MinedDistances(NamedTuple):
    """Distances [B] from each picture to its positive and to its negative."""

    positive: Tensor
    negative: Tensor


class Triplet(nn.Module):
    """max(0, positive − negative + margin) for each picture, with a positive and a negative mined in the batch.

    A picture counts as its own positive, so an identity with one picture has a positive at distance 0.

    Args:
        margin: above 0; 0 takes log(1 + exp(positive − negative)) instead, the soft margin.
        mining: `hard` takes the farthest positive and the nearest negative; `weighted` means of all, weighted by the
            softmax of their distances.
        distance: between the vectors as they are, or between unit vectors (`squared-unit`: 2 − 2 cos).

    Reference:
        Hermans et al., arXiv:1703.07737; fast-reid, modeling/losses/triplet_loss.py; reid-strong-baseline,
        layers/triplet_loss.py
    """

    def __init__(self, margin: float = 0.3, mining: Mining = "hard", distance: Distance = "euclidean") -> None:
        super().__init__()
        self.margin, self.mining, self.distance = margin, mining, distance

    def mine(self, vectors: Tensor, labels: Tensor) -> MinedDistances:
        """The distances that the loss compares."""
        distances = _distances(vectors if vectors.dtype == torch.float64 else vectors.float(), self.distance)
        is_positive = labels[:, None] == labels
        return (_mine_hard if self.mining == "hard" else _mine_weighted)(distances, is_positive)

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D], and [B] int64, to a scalar; without a negative in the batch it is 0."""
        positive, negative = self.mine(vectors, labels)
        if self.margin > 0:
            return functional.relu(positive - negative + self.margin).mean()
        soft = functional.softplus(positive - negative).mean()
        # fast-reid: a soft margin that overflows falls back to a hard one.
        return soft if bool(torch.isfinite(soft)) else functional.relu(positive - negative + 0.3).mean()


def _distances(vectors: Tensor, kind: str) -> Tensor:
    if kind == "squared-unit":
        units = functional.normalize(vectors, dim=1)
        return 2 - 2 * (units @ units.T)
    if kind == "euclidean-unit":
        vectors = vectors / (vectors.square().sum(dim=1, keepdim=True).sqrt() + _FLOOR)
    squares = vectors.square().sum(dim=1, keepdim=True)
    return (squares + squares.T - 2 * vectors @ vectors.T).clamp(min=_FLOOR).sqrt()


def _mine_hard(distances: Tensor, is_positive: Tensor) -> MinedDistances:
    positive = distances.masked_fill(~is_positive, 0.0).max(dim=1).values
    negative = distances.masked_fill(is_positive, 1e9).min(dim=1).values
    return MinedDistances(positive, negative)


def _mine_weighted(distances: Tensor, is_positive: Tensor) -> MinedDistances:
    positive = distances * is_positive
    negative = distances * ~is_positive
    return MinedDistances(
        (positive * _softmax(positive, is_positive)).sum(dim=1),
        (negative * _softmax(-negative, ~is_positive)).sum(dim=1),
    )


def _softmax(values: Tensor, mask: Tensor) -> Tensor:
    """A softmax over the masked entries; the others' zeros take part in the maximum only, as in fast-reid."""
    highest = (values * mask).max(dim=1, keepdim=True).values
    powers = torch.exp(values - highest) * mask
    return powers / (powers.sum(dim=1, keepdim=True) + 1e-6)
