"""Relation-aware global attention (RGA)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class RelationAwareAttention(nn.Module):
    """Attention over places, then over channels, each learned from how a place (a channel) relates to all others.

    Relations are scalar products of two projections. A place's relations to all places and of all places to it are
    stacked, projected, joined with the mean of its projected channels, and give one factor in (0, 1).

    The number of places is part of the weights, so that the layer takes maps of one size only.

    Args:
        channels: C of the map.
        places: H · W of the map.
        ratio: by how much projections are narrower than what they project.

    Reference:
        Zhang et al., Relation-Aware Global Attention for Person Re-identification, arXiv:1904.02998, sections 3.2 and
        3.3; layers are named as in the authors' weights (RGA_Module)
    """

    def __init__(self, channels: int, places: int, ratio: int = 8) -> None:
        super().__init__()
        narrow, few = max(1, channels // ratio), max(1, places // ratio)
        self.gx_spatial = _projection(channels, narrow)
        self.gg_spatial = _projection(2 * places, few)
        self.W_spatial = _factor(1 + few, ratio)
        self.theta_spatial = _projection(channels, narrow)
        self.phi_spatial = _projection(channels, narrow)
        self.gx_channel = _projection(places, few)
        self.gg_channel = _projection(2 * channels, narrow)
        self.W_channel = _factor(1 + narrow, ratio)
        self.theta_channel = _projection(places, few)
        self.phi_channel = _projection(places, few)

    def forward(self, features: Tensor) -> Tensor:
        """[B, C, H, W] to the same shape."""
        return self._over_channels(self._over_places(features))

    def _over_places(self, features: Tensor) -> Tensor:
        height, width = features.shape[2:]
        queries, keys = self.theta_spatial(features).flatten(2), self.phi_spatial(features).flatten(2)
        relations = queries.transpose(1, 2) @ keys  # [B, places, places]
        joined = torch.cat([relations.transpose(1, 2), relations], dim=1).reshape(features.shape[0], -1, height, width)
        own = self.gx_spatial(features).mean(dim=1, keepdim=True)
        factors = self.W_spatial(torch.cat([own, self.gg_spatial(joined)], dim=1))  # [B, 1, H, W]
        return torch.sigmoid(factors) * features

    def _over_channels(self, features: Tensor) -> Tensor:
        turned = features.flatten(2).transpose(1, 2).unsqueeze(3)  # [B, places, C, 1]: channels take the places' part
        queries, keys = self.theta_channel(turned)[..., 0], self.phi_channel(turned)[..., 0]
        relations = queries.transpose(1, 2) @ keys  # [B, C, C]
        joined = torch.cat([relations.transpose(1, 2), relations], dim=1).unsqueeze(3)
        own = self.gx_channel(turned).mean(dim=1, keepdim=True)
        factors = self.W_channel(torch.cat([own, self.gg_channel(joined)], dim=1))  # [B, 1, C, 1]
        return torch.sigmoid(factors.transpose(1, 2)) * features


def _projection(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


def _factor(inputs: int, ratio: int) -> nn.Sequential:
    hidden = max(1, inputs // ratio)
    return nn.Sequential(
        *_projection(inputs, hidden),
        nn.Conv2d(hidden, 1, 1, bias=False),
        nn.BatchNorm2d(1),
    )
