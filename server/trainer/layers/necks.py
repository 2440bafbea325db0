"""Necks: from the pooled feature to the embedding."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional


def batch_norm_neck(dimension: int) -> nn.BatchNorm1d:
    """A batch norm whose shift stays 0.

    Reference:
        Luo et al., Bag of Tricks and a Strong Baseline for Person ReID, arXiv:1903.07071, section 3.5
    """
    neck = nn.BatchNorm1d(dimension)
    neck.bias.requires_grad_(False)
    return neck


def linear_batch_norm(dimension: int, embedding: int, *, has_bias: bool = False) -> nn.Sequential:
    """A linear layer and a batch norm.

    Reference:
        ISC21's winner, exp/v107.py (no bias); the Taobao live 7th place (bias)
    """
    linear = nn.Linear(dimension, embedding, bias=has_bias)
    nn.init.xavier_normal_(linear.weight)
    return nn.Sequential(linear, nn.BatchNorm1d(embedding))


class UnitDropout(nn.Module):
    """Dropout of the unit vector, as DIGIX's second place has it before its margin softmax.

    Args:
        probability: of an entry to be dropped, in [0, 1).
    """

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(probability)

    def forward(self, vectors: Tensor) -> Tensor:
        """[B, D] to unit vectors with entries dropped; in evaluation the vectors as they are."""
        return self.dropout(functional.normalize(vectors, dim=1)) if self.training else vectors
