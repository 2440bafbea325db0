"""Losses over tuples that were mined before the batch was made: a query, its positive, and negatives."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


def tuple_contrastive(vectors: Tensor, roles: Tensor, margin: float = 0.7, floor: float = 1e-6) -> Tensor:
    """½ d² of query and positive, ½ relu(margin − d)² of query and negative, summed.

    Args:
        vectors: [N, D], tuples one after the other: a query, a positive, then negatives.
        roles: [N]: -1 query, 1 positive, 0 negative.
        margin: of negatives.
        floor: added to every component of a difference, against an infinite slope at 0.

    Reference:
        Radenović et al., arXiv:1711.02512; cirtorch, layers/functional.py:contrastive_loss
    """
    queries, others, is_positive = _split(vectors, roles)
    distances = (queries - others + floor).square().sum(dim=1).sqrt()
    positive = 0.5 * distances.square()
    negative = 0.5 * functional.relu(margin - distances).square()
    return torch.where(is_positive, positive, negative).sum()


def tuple_triplet(vectors: Tensor, roles: Tensor, margin: float = 0.1) -> Tensor:
    """relu(margin + d²(query, positive) − d²(query, negative)), summed over negatives.

    Args:
        vectors: [N, D] as for `tuple_contrastive`.
        roles: [N].
        margin: between squared distances.

    Reference:
        cirtorch, layers/functional.py:triplet_loss; Gordo et al., arXiv:1610.07940, equation 1
    """
    queries, others, is_positive = _split(vectors, roles)
    squared = (queries - others).square().sum(dim=1)
    owner = torch.cumsum(roles == -1, dim=0)[roles != -1] - 1
    positive = squared[is_positive][owner[~is_positive]]
    return functional.relu(margin + positive - squared[~is_positive]).sum()


def _split(vectors: Tensor, roles: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Each positive and negative with its query: [M, D], [M, D], and which are positive."""
    is_query = roles == -1
    owner = torch.cumsum(is_query, dim=0)[~is_query] - 1
    return vectors[is_query][owner], vectors[~is_query], roles[~is_query] == 1


class TupleTriplet(nn.Module):
    """`tuple_triplet` of batches that hold tuples of one length, one after the other; identities are not looked at.

    Args:
        length: of a tuple: a query, its positive, and one negative or more.
        margin: between squared distances.
    """

    def __init__(self, length: int, margin: float = 0.1) -> None:
        super().__init__()
        self.length, self.margin = length, margin

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, taken to unit length, and [B], to a scalar: the mean over tuples."""
        roles = torch.zeros(self.length, device=labels.device)
        roles[0], roles[1] = -1, 1
        tuples = len(vectors) // self.length
        units = functional.normalize(vectors, dim=1)
        return tuple_triplet(units, roles.repeat(tuples), self.margin) / tuples
