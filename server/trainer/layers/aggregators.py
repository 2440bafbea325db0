"""Poolings without regions, beside the generalized mean."""

from __future__ import annotations

import torch
from torch import Tensor


def maximum_activations(feature_map: Tensor) -> Tensor:
    """MAC: the maximum of each channel, [B, C, H, W] to [B, C].

    Reference:
        Razavian et al., arXiv:1412.6574
    """
    return feature_map.amax(dim=(2, 3))


def average_activations(feature_map: Tensor) -> Tensor:
    """The mean of each channel, [B, C, H, W] to [B, C]; cirtorch calls it SPoC."""
    return feature_map.mean(dim=(2, 3))


def centered_sum(feature_map: Tensor) -> Tensor:
    """SPoC: the sum over places, weighted by a Gaussian around the middle with a deviation of a third of the half side.

    Reference:
        Babenko and Lempitsky, arXiv:1510.07493, section 3.3; PyRetri, aggregators_impl/spoc.py
    """
    height, width = feature_map.shape[2:]
    deviation = min(height, width) / 2.0 / 3.0
    rows = torch.arange(height, dtype=feature_map.dtype, device=feature_map.device)
    columns = torch.arange(width, dtype=feature_map.dtype, device=feature_map.device)
    down = (rows * 2 - height + 1) / 2
    across = (columns * 2 - width + 1) / 2
    weights = torch.exp(-(down[:, None].square() + across.square()) / (2 * deviation**2))
    return (feature_map * weights).sum(dim=(2, 3))


def cross_dimensional_weighting(feature_map: Tensor, spatial_a: float = 2.0, spatial_b: float = 2.0) -> Tensor:
    """CroW: places weighted by their strength over all channels, channels by how rarely they respond.

    Args:
        feature_map: [B, C, H, W], 0 or more.
        spatial_a: norm of the map of strengths.
        spatial_b: its weights are the b-th root.

    Returns:
        [B, C].

    Reference:
        Kalantidis et al., arXiv:1512.04065; PyRetri, aggregators_impl/crow.py
    """
    strength = feature_map.sum(dim=1, keepdim=True)
    norm = strength.pow(spatial_a).sum(dim=(2, 3), keepdim=True).pow(1 / spatial_a)
    spatial = (strength / norm).pow(1 / spatial_b)
    pooled = (feature_map * spatial).sum(dim=(2, 3))
    share = (feature_map != 0).to(feature_map.dtype).mean(dim=(2, 3)) + 1e-6
    rarity = torch.log(share.sum(dim=1, keepdim=True) / share)
    return pooled * rarity
