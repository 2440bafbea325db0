"""Which network: its trunk, how its feature map is pooled, and the neck behind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trainer.recipe.section import Count, Positive, Section, Share, Size

BackboneName = Literal[
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "vgg16",
    "densenet169",
    "efficientnet-lite0",
    "efficientnet-b3",
    "efficientnet-b4",
    "efficientnet-b5",
    "efficientnet-b6",
    "efficientnet-b7",
    "efficientnetv2-m",
    "resnest50",
    "resnest101",
    "res2net101",
    "swinv2-base",
]


class Backbone(Section):
    """The trunk.

    Attributes:
        name: which network.
        weights: `none` for random ones, `imagenet` for the published ones (a local file, see `trainer.models`); a run
            can start from a checkpoint instead.
        ibn: half instance norm, half batch norm in the first three stages of a ResNet (IBN-a).
        non_local: how many of the last blocks of each of a ResNet's four stages a non-local block follows.
        non_local_channels: of its projections: `one` as fast-reid computes it, `half` of the stage's as in the paper.
        last_stride: 1 keeps a ResNet's last map as large as the one before.
        ceil_pool: a ResNet's first pooling rounds up and does not pad, as in fast-reid.
        attention: `rga` puts relation-aware global attention behind DenseNet's third block.
        drop_path: probability of leaving out a residual branch.
        channels: of the pictures: 3, or 1 for gray ones.
    """

    name: BackboneName
    weights: Literal["none", "imagenet"] = "imagenet"
    ibn: bool = False
    non_local: tuple[Count, Count, Count, Count] = (0, 0, 0, 0)
    non_local_channels: Literal["one", "half"] = "one"
    last_stride: Literal[1, 2] = 2
    ceil_pool: bool = False
    attention: Literal["none", "rga"] = "none"
    drop_path: Share = 0.0
    channels: Literal[1, 3] = 3


class GemPooling(Section):
    """Generalized mean; power 1 is the average."""

    kind: Literal["gem"] = "gem"
    power: Positive = 3.0
    is_learned: bool = False


class MaxPooling(Section):
    """The maximum of each channel (MAC)."""

    kind: Literal["max"] = "max"


class RegionalPooling(Section):
    """R-MAC: regions of several levels, each to unit length, whitened by a layer, summed."""

    kind: Literal["rmac"] = "rmac"
    levels: Size = 2
    whitening: bool = True


class NoPooling(Section):
    """The neck takes the whole map."""

    kind: Literal["none"] = "none"


class NoNeck(Section):
    """The pooled feature is the embedding."""

    kind: Literal["none"] = "none"


class BatchNormNeck(Section):
    """A batch norm without a shift (BNNeck).

    Attributes:
        dropout: of the unit embedding while training, as DIGIX's second place has it.
    """

    kind: Literal["batch-norm"] = "batch-norm"
    dropout: Share = 0.0


class LinearNeck(Section):
    """A linear layer and a batch norm.

    Attributes:
        dimension: of the embedding.
        has_bias: of the linear layer.
        start: of its weights.
    """

    kind: Literal["linear-batch-norm"] = "linear-batch-norm"
    dimension: Size
    has_bias: bool = False
    start: Literal["xavier", "orthogonal"] = "xavier"


class PlainLinearNeck(Section):
    """A linear layer with a shift, as whitening that is learned."""

    kind: Literal["linear"] = "linear"
    dimension: Size


class FlattenNeck(Section):
    """The map as one long vector: batch norm, dropout, linear layer, batch norm, PReLU.

    Attributes:
        dimension: of the embedding.
        dropout: before the linear layer.
    """

    kind: Literal["flatten"] = "flatten"
    dimension: Size
    dropout: Share = 0.2


Pooling = Annotated[GemPooling | MaxPooling | RegionalPooling | NoPooling, Field(discriminator="kind")]
Neck = Annotated[NoNeck | BatchNormNeck | LinearNeck | PlainLinearNeck | FlattenNeck, Field(discriminator="kind")]


class BatchDrop(Section):
    """In training, a rectangle of the map is set to 0, the same for the whole batch; sides as parts of the map's."""

    height: Share = 0.33
    width: Share = 1.0


class Network(Section):
    """Trunk, pooling and neck in a row."""

    backbone: Backbone
    batch_drop: BatchDrop | None = None
    pooling: Pooling = GemPooling()
    neck: Neck = NoNeck()
