"""IBN-a."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class InstanceBatchNorm(nn.Module):
    """Instance norm on the first half of the channels, batch norm on the others.

    The instance norm always takes the picture's own statistics, in evaluation too.

    Args:
        channels: C; the first half is rounded down.

    Reference:
        Pan et al., IBN-Net, arXiv:1807.09441; XingangPan/IBN-Net, ibnnet/modules.py
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.instance_channels = channels // 2
        self.IN = nn.InstanceNorm2d(self.instance_channels, affine=True)  # named as in the authors' weights
        self.BN = nn.BatchNorm2d(channels - self.instance_channels)

    def forward(self, features: Tensor) -> Tensor:
        """[B, C, H, W] to the same shape."""
        instance, batch = torch.split(
            features, [self.instance_channels, features.shape[1] - self.instance_channels], dim=1
        )
        return torch.cat([self.IN(instance.contiguous()), self.BN(batch.contiguous())], dim=1)
