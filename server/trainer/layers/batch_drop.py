"""Batch drop."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class BatchDrop(nn.Module):
    """In training, one rectangle at random is set to 0, the same for the whole batch; in evaluation nothing is.

    A network that cannot lean on one part learns the others. The rectangle lies wholly inside the map.

    Args:
        height_share: of the map's height, in [0, 1]; rounded to whole rows.
        width_share: of its width.

    Reference:
        Dai et al., Batch DropBlock Network, arXiv:1811.07130, whose code has 0.33 and 1.0
    """

    def __init__(self, height_share: float = 0.33, width_share: float = 1.0) -> None:
        super().__init__()
        self.height_share, self.width_share = height_share, width_share

    def forward(self, features: Tensor) -> Tensor:
        """[B, C, H, W] to the same shape; torch's own random numbers choose the place."""
        if not self.training:
            return features
        height, width = features.shape[2:]
        rows, columns = round(self.height_share * height), round(self.width_share * width)
        # Drawn on the CPU: a draw on the device would have to be waited for.
        top = int(torch.randint(0, height - rows + 1, ()))
        left = int(torch.randint(0, width - columns + 1, ()))
        mask = features.new_ones(height, width)
        mask[top : top + rows, left : left + columns] = 0
        return features * mask
