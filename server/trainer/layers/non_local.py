"""Non-local block."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn


class NonLocal(nn.Module):
    """Adds to every place a weighted sum over all places; weights are scalar products divided by their number.

    There is no softmax. The last batch norm starts at 0, so the block starts as the identity.

    Args:
        channels: C of the map.
        inner: channels of the projections. fast-reid computes `reduc_ratio // reduc_ratio`, which is always 1; the
            paper has C / 2.

    Reference:
        Wang et al., Non-local Neural Networks, arXiv:1711.07971; fast-reid, layers/non_local.py
    """

    def __init__(self, channels: int, inner: int = 1) -> None:
        super().__init__()
        self.inner = inner
        self.g = nn.Conv2d(channels, inner, 1)
        self.W = nn.Sequential(nn.Conv2d(inner, channels, 1), nn.BatchNorm2d(channels))
        self.theta = nn.Conv2d(channels, inner, 1)
        self.phi = nn.Conv2d(channels, inner, 1)
        norm = cast("nn.BatchNorm2d", self.W[1])
        nn.init.zeros_(norm.weight)
        nn.init.zeros_(norm.bias)

    def forward(self, features: Tensor) -> Tensor:
        """[B, C, H, W] to the same shape."""
        batch, _, height, width = features.shape
        values, queries, keys = (layer(features).flatten(2) for layer in (self.g, self.theta, self.phi))
        # (Q Kᵀ) V with N x N weights equals Q (Kᵀ V); without a softmax the small product comes first.
        context = keys @ values.transpose(1, 2) / (height * width)  # [B, inner, inner]
        mixed = context.transpose(1, 2) @ queries  # [B, inner, N]
        return self.W(mixed.reshape(batch, self.inner, height, width)) + features
