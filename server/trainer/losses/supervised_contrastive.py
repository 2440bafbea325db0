"""Supervised contrastive loss."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class SupervisedContrastive(nn.Module):
    """For each picture, the mean over its positives of the cross-entropy of picking that positive among all others.

    The form with the mean outside the logarithm (`L_out`). Pictures without a positive in the batch count nothing; a
    batch without any gives 0 with a gradient of 0.

    Args:
        temperature: of the softmax over cosines, above 0.

    Reference:
        Khosla et al., Supervised Contrastive Learning, arXiv:2004.11362, equation 2
    """

    def __init__(self, temperature: float = 0.07) -> None:
        super().__init__()
        self.temperature = temperature

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D] of any length, and [B] int64, to a scalar."""
        units = functional.normalize(vectors.float(), dim=1)
        itself = torch.eye(len(units), dtype=torch.bool, device=units.device)
        logits = (units @ units.T / self.temperature).masked_fill(itself, float("-inf"))
        log_probabilities = logits - logits.logsumexp(dim=1, keepdim=True)
        is_positive = (labels[:, None] == labels) & ~itself
        positives = is_positive.sum(dim=1)
        sums = log_probabilities.masked_fill(~is_positive, 0.0).sum(dim=1)
        counted = positives > 0
        if not bool(counted.any()):
            return units.sum() * 0.0
        return -(sums[counted] / positives[counted]).mean()
