"""Contrastive loss over the pairs of a batch, or between a batch and a memory of earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

Gather: TypeAlias = Callable[[Tensor], Tensor]
"""Joins a tensor with those of the other processes along its first dimension."""


class Contrastive(nn.Module):
    """relu(d − p) of positive pairs and relu(n − d) of negative ones, d between unit vectors.

    Each of the two is averaged over its terms above 0, then they are added. d is not squared; a distance of 0 passes
    no gradient.

    Args:
        positive_margin: p.
        negative_margin: n.

    Reference:
        Hadsell et al., CVPR 2006; pytorch-metric-learning, losses/contrastive_loss.py, as ISC21's winner uses it
    """

    def __init__(self, positive_margin: float = 0.0, negative_margin: float = 1.0) -> None:
        super().__init__()
        self.positive_margin, self.negative_margin = positive_margin, negative_margin

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64, to a scalar; 0 where no pair has a loss."""
        itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
        return self.between(vectors, labels, vectors, labels, itself)

    def between(
        self, vectors: Tensor, labels: Tensor, others: Tensor, other_labels: Tensor, is_left_out: Tensor
    ) -> Tensor:
        """The loss of all pairs of [B, D] vectors and [M, D] others, but for those of the [B, M] mask."""
        distances = _unit_distances(_exact(vectors), _exact(others))
        is_positive = labels[:, None] == other_labels
        toward = functional.relu(distances - self.positive_margin)[is_positive & ~is_left_out]
        away = functional.relu(self.negative_margin - distances)[~is_positive & ~is_left_out]
        return _mean_above_zero(toward) + _mean_above_zero(away)


class CrossBatchMemory(nn.Module):
    """Contrastive loss between a batch and the last M vectors, the batch's own among them.

    The batch is put into the memory first; pairs of a picture with its own entry are left out. The memory passes no
    gradient.

    Args:
        loss: of the pairs.
        size: M.
        dimension: D.
        gather: joins the vectors of all processes, so that every process remembers all.

    Reference:
        Wang et al., Cross-Batch Memory, arXiv:1912.06798; pytorch-metric-learning, losses/cross_batch_memory.py
    """

    def __init__(self, loss: Contrastive, size: int, dimension: int, gather: Gather | None = None) -> None:
        super().__init__()
        self.loss = loss
        self.gather = gather
        self.register_buffer("memory", torch.zeros(size, dimension))
        self.register_buffer("memory_labels", torch.zeros(size, dtype=torch.int64))
        self.register_buffer("next_row", torch.zeros((), dtype=torch.int64))
        self.register_buffer("is_full", torch.zeros((), dtype=torch.bool))

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64, to a scalar.

        Raises:
            ValueError: the batches of all processes together are larger than the memory.
        """
        memory = cast("Tensor", self.memory)
        rows = self._remember(vectors.detach(), labels)
        count = len(memory) if bool(self.is_full) else int(cast("Tensor", self.next_row))
        is_own = torch.zeros(len(labels), count, dtype=torch.bool, device=labels.device)
        is_own[torch.arange(len(labels)), rows] = True
        # A copy: the next batch overwrites the memory while a gradient may still need these rows.
        others = memory[:count].to(vectors.dtype).clone()
        remembered = cast("Tensor", self.memory_labels)[:count]
        return self.loss.between(vectors, labels, others, remembered, is_own)

    def _remember(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """Puts the vectors of all processes into the memory; returns the rows of this process's own."""
        memory, remembered = cast("Tensor", self.memory), cast("Tensor", self.memory_labels)
        next_row, is_full = cast("Tensor", self.next_row), cast("Tensor", self.is_full)
        everyone = vectors if self.gather is None else self.gather(vectors)
        everyones_labels = labels if self.gather is None else self.gather(labels)
        if len(everyone) > len(memory):
            raise ValueError(f"expected at most {len(memory)} vectors, the memory's size; found {len(everyone)}")
        first = int(next_row)
        rows = (first + torch.arange(len(everyone), device=labels.device)) % len(memory)
        memory[rows] = everyone.to(memory.dtype)
        remembered[rows] = everyones_labels
        if first + len(everyone) >= len(memory):
            is_full.fill_(True)
        next_row.fill_((first + len(everyone)) % len(memory))
        if self.gather is None:
            return rows
        rank = torch.distributed.get_rank()
        return rows[rank * len(labels) : (rank + 1) * len(labels)]


def _exact(vectors: Tensor) -> Tensor:
    return vectors if vectors.dtype == torch.float64 else vectors.float()


def _unit_distances(first: Tensor, second: Tensor) -> Tensor:
    """[B, M] Euclidean distances between unit vectors; `cdist` gives 0 at 0 instead of an infinite slope."""
    mode = "donot_use_mm_for_euclid_dist" if first.dtype == torch.float64 else "use_mm_for_euclid_dist_if_necessary"
    return torch.cdist(functional.normalize(first, dim=1), functional.normalize(second, dim=1), compute_mode=mode)


def _mean_above_zero(values: Tensor) -> Tensor:
    return values.sum() / (values > 0).sum().clamp(min=1)
