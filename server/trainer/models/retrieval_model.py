"""A network that embeds pictures: trunk, pooling, neck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from torch import Tensor, nn


class ModelOutput(NamedTuple):
    """What a network makes of B pictures.

    Attributes:
        feature: [B, D'] pooled, before the neck.
        embedding: [B, D] after the neck, before L2; what is stored.
        feature_map: [B, C, h, w] before pooling.
    """

    feature: Tensor
    embedding: Tensor
    feature_map: Tensor


class Stage(NamedTuple):
    """A part of the network that can be frozen by itself, from `stem` to `neck`."""

    name: str
    module: nn.Module


class RetrievalModel(nn.Module):
    """Trunk, pooling and neck in a row.

    Attributes:
        trunk: [B, 3, H, W] normalized pictures to a feature map [B, C, h, w].
        pooling: feature map to feature [B, D'].
        neck: feature to embedding [B, D].
        feature_dimension: D'.
        embedding_dimension: D.
        stages: from the stem to the neck; together they hold all parameters.
    """

    def __init__(
        self, parts: tuple[nn.Module, nn.Module, nn.Module], dimensions: tuple[int, int], stages: Sequence[Stage]
    ) -> None:
        super().__init__()
        self.trunk, self.pooling, self.neck = parts
        self.feature_dimension, self.embedding_dimension = dimensions
        self.stages = tuple(stages)

    def forward(self, images: Tensor) -> ModelOutput:
        """Embeds [B, 3, H, W] normalized pictures."""
        feature_map = self.trunk(images)
        feature = self.pooling(feature_map)
        return ModelOutput(feature, self.neck(feature), feature_map)


class ExportedModel(nn.Module):
    """The network as `model.onnx` shows it: embedding [B, D] before L2, and feature map [B, C, h, w]."""

    def __init__(self, model: RetrievalModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Embeds [B, 3, H, W] normalized pictures."""
        output: ModelOutput = self.model(images)
        return output.embedding, output.feature_map
