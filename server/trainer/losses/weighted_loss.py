"""A loss as a recipe uses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from torch import nn


@dataclass(frozen=True)
class WeightedLoss:
    """One term of an objective.

    Attributes:
        name: in events and curves; unique in a recipe.
        weight: factor in the sum.
        on: which vectors it sees: the pooled feature, or the embedding behind the neck.
        module: maps (vectors [B, D], labels [B] int64) to a scalar.
        starts_at_step: it counts nothing before.
        ends_at_step: nor from here on; None for never.
    """

    name: str
    weight: float
    on: Literal["feature", "embedding"]
    module: nn.Module
    starts_at_step: int = 0
    ends_at_step: int | None = None
