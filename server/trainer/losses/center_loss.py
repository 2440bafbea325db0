"""Center loss."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class CenterLoss(nn.Module):
    """Sum of the squared distances of the vectors to the centers of their identities, divided by the batch size.

    There is no factor of one half. Centers are trained by an optimizer of their own, on gradients that are divided by
    the loss's weight.

    Args:
        classes: C.
        dimension: D.

    Attributes:
        centers: [C, D].

    Reference:
        Wen et al., ECCV 2016; reid-strong-baseline, layers/center_loss.py, which clamps every entry of the masked
        [B, C] matrix to 1e-12, so that each picture adds (C − 1) · 1e-12
    """

    def __init__(self, classes: int, dimension: int) -> None:
        super().__init__()
        self.centers = nn.Parameter(torch.randn(classes, dimension))

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """[B, D], and [B] int64 in [0, C), to a scalar."""
        exact = vectors if vectors.dtype == torch.float64 else vectors.float()
        squared = (exact - self.centers.to(exact.dtype)[labels]).square().sum(dim=1)
        clamped = squared.clamp(1e-12, 1e12)
        return clamped.mean() + (len(self.centers) - 1) * 1e-12
