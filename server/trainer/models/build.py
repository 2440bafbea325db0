"""From a recipe's network to a RetrievalModel."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

from trainer.layers.batch_drop import BatchDrop
from trainer.layers.necks import UnitDropout, batch_norm_neck, linear_batch_norm
from trainer.layers.regional_pooling import RegionalPooling
from trainer.models.residual_trunk import ResidualOptions, ResidualTrunk
from trainer.models.retrieval_model import RetrievalModel, Stage
from trainer.models.timm_trunk import timm_trunk
from trainer.pooling import GeneralizedMean
from trainer.recipe import network as described

_MAP_STRIDE = 32


class MaxPool(nn.Module):
    """The maximum of each channel (MAC)."""

    def forward(self, features: Tensor) -> Tensor:
        """[B, C, h, w] to [B, C]."""
        return features.amax(dim=(2, 3))


def build_model(network: described.Network, size: tuple[int, int]) -> RetrievalModel:
    """The network of a recipe with random weights; `load_start_weights` fills its trunk.

    Args:
        network: of the recipe.
        size: height and width of the pictures, of which some networks depend.
    """
    trunk, channels, stages = _trunk(network.backbone, size)
    places = (size[0] // _MAP_STRIDE) * (size[1] // _MAP_STRIDE)
    pooling, features = _pooling(network.pooling, channels, places)
    if network.batch_drop is not None:
        pooling = nn.Sequential(BatchDrop(network.batch_drop.height, network.batch_drop.width), pooling)
    neck, dimension = _neck(network.neck, features)
    parts = [Stage("pooling", pooling), Stage("neck", neck)]
    return RetrievalModel((trunk, pooling, neck), (features, dimension), [*stages, *parts])


def _trunk(backbone: described.Backbone, size: tuple[int, int]) -> tuple[nn.Module, int, list[Stage]]:
    if not backbone.name.startswith("resnet"):
        return timm_trunk(backbone, size)
    inner = 1 if backbone.non_local_channels == "one" else 0
    options = ResidualOptions(
        depth=int(backbone.name.removeprefix("resnet")),
        ibn=backbone.ibn,
        non_local=backbone.non_local,
        inner=inner,
        last_stride=backbone.last_stride,
        ceil_pool=backbone.ceil_pool,
    )
    trunk = ResidualTrunk(options)
    return trunk, trunk.channels, trunk.parts()


def _pooling(pooling: described.Pooling, channels: int, places: int) -> tuple[nn.Module, int]:
    if isinstance(pooling, described.GemPooling):
        return GeneralizedMean(pooling.power, is_learned=pooling.is_learned), channels
    if isinstance(pooling, described.RegionalPooling):
        return RegionalPooling(channels, channels if pooling.whitening else None, pooling.levels), channels
    if isinstance(pooling, described.MaxPooling):
        return MaxPool(), channels
    return nn.Flatten(), channels * places


def _neck(neck: described.Neck, features: int) -> tuple[nn.Module, int]:
    if isinstance(neck, described.BatchNormNeck):
        norm = batch_norm_neck(features)
        return (nn.Sequential(norm, UnitDropout(neck.dropout)) if neck.dropout > 0 else norm), features
    if isinstance(neck, described.LinearNeck):
        layers = linear_batch_norm(features, neck.dimension, has_bias=neck.has_bias)
        if neck.start == "orthogonal":
            nn.init.orthogonal_(cast("nn.Linear", layers[0]).weight)
        return layers, neck.dimension
    if isinstance(neck, described.PlainLinearNeck):
        return nn.Linear(features, neck.dimension), neck.dimension
    if isinstance(neck, described.FlattenNeck):
        return _flatten_neck(features, neck), neck.dimension
    return nn.Identity(), features


def _flatten_neck(features: int, neck: described.FlattenNeck) -> nn.Sequential:
    """Higuchi and Yanai's head behind the flattened map."""
    return nn.Sequential(
        nn.BatchNorm1d(features),
        nn.Dropout(neck.dropout),
        nn.Linear(features, neck.dimension),
        nn.BatchNorm1d(neck.dimension),
        nn.PReLU(),
    )
