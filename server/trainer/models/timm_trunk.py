"""Trunks from timm: which model stands for a recipe's backbone, and its stages."""

from __future__ import annotations

from typing import Any, cast

import timm
from torch import Tensor, nn

from trainer.layers.relation_aware_attention import RelationAwareAttention
from trainer.models.retrieval_model import Stage
from trainer.recipe.network import Backbone

TIMM_NAMES = {
    "vgg16": "vgg16",
    "densenet169": "densenet169",
    "efficientnet-lite0": "tf_efficientnet_lite0",
    "efficientnet-b3": "tf_efficientnet_b3",
    "efficientnet-b4": "tf_efficientnet_b4",
    "efficientnet-b5": "tf_efficientnet_b5",
    "efficientnet-b6": "tf_efficientnet_b6",
    "efficientnet-b7": "tf_efficientnet_b7",
    "efficientnetv2-m": "tf_efficientnetv2_m",
    "resnest50": "resnest50d",
    "resnest101": "resnest101e",
    "res2net101": "res2net101_26w_4s",
    "swinv2-base": "swinv2_base_window12to24_192to384",
}
"""The backbones of a recipe that timm has, by timm's names."""

_RGA_CHANNELS = 1280
_RGA_STRIDE = 16


class ChannelsFirst(nn.Module):
    """A network whose map is [B, h, w, C], with the map turned to [B, C, h, w].

    Args:
        network: that takes C' channels.
        channels: C'; of pictures that come with three equal ones, a network of one sees the first.
    """

    def __init__(self, network: nn.Module, channels: int) -> None:
        super().__init__()
        self.network, self.channels = network, channels

    def forward(self, images: Tensor) -> Tensor:
        """The map of normalized pictures [B, 3, H, W]."""
        return self.network(images[:, : self.channels]).permute(0, 3, 1, 2).contiguous()


def timm_trunk(backbone: Backbone, size: tuple[int, int]) -> tuple[nn.Module, int, list[Stage]]:
    """The trunk of a backbone, with random weights.

    Args:
        backbone: one of `TIMM_NAMES`.
        size: height and width of the pictures; transformers and RGA are built for one size.

    Returns:
        the trunk, the channels of its map, and its stages from the stem on.
    """
    options: dict[str, Any] = {"num_classes": 0, "global_pool": "", "in_chans": backbone.channels}
    if backbone.drop_path > 0:
        options["drop_path_rate"] = backbone.drop_path
    if backbone.name == "swinv2-base":
        options["img_size"] = size
    network = timm.create_model(TIMM_NAMES[backbone.name], pretrained=False, **options)
    channels = cast("int", network.num_features)
    if backbone.name == "vgg16":
        # Up to the last convolution's ReLU: the pooling behind belongs to the classifier.
        trunk = nn.Sequential(*list(cast("nn.Sequential", network.features).children())[:-1])
        return trunk, channels, [Stage("trunk", trunk)]
    if backbone.name == "swinv2-base":
        return ChannelsFirst(network, backbone.channels), channels, [Stage("trunk", network)]
    if backbone.name == "efficientnetv2-m":
        # The last block's map: ISC21 takes timm's features, which leave out the classifier's convolution.
        channels = cast("nn.Conv2d", network.conv_head).in_channels
        network.conv_head, network.bn2 = nn.Identity(), nn.Identity()
    if backbone.attention == "rga":
        places = (size[0] // _RGA_STRIDE) * (size[1] // _RGA_STRIDE)
        _follow_third_block(cast("nn.Sequential", network.features), RelationAwareAttention(_RGA_CHANNELS, places))
    return network, channels, _stages(network)


def _follow_third_block(features: nn.Sequential, attention: nn.Module) -> None:
    """Puts attention behind DenseNet's third block, before its transition."""
    children = dict(features.named_children())
    for name in list(children):
        delattr(features, name)
    for name, child in children.items():
        features.add_module(name, child)
        if name == "denseblock3":
            features.add_module("attention", attention)


def _stages(network: nn.Module) -> list[Stage]:
    if hasattr(network, "blocks"):
        blocks = cast("nn.Sequential", network.blocks)
        stages = [
            Stage(f"blocks{number}.{place}", block)
            for number, several in enumerate(blocks)
            for place, block in enumerate(cast("nn.Sequential", several))
        ]
        return [_named(network, "stem", ("conv_stem", "bn1")), *stages, _named(network, "head", ("conv_head", "bn2"))]
    if hasattr(network, "layer1"):
        layers = [Stage(f"layer{number}", getattr(network, f"layer{number}")) for number in range(1, 5)]
        return [_named(network, "stem", ("conv1", "bn1")), *layers]
    features = cast("nn.Sequential", network.features)
    dense = [
        _named(
            features,
            f"dense{number}",
            (f"denseblock{number}", "attention" if number == 3 else "", f"transition{number}"),
        )
        for number in range(1, 5)
    ]
    return [_named(features, "stem", ("conv0", "norm0")), *dense, _named(features, "head", ("norm5",))]


def _named(owner: nn.Module, stage: str, names: tuple[str, ...]) -> Stage:
    return Stage(stage, nn.ModuleList([getattr(owner, name) for name in names if name and hasattr(owner, name)]))
