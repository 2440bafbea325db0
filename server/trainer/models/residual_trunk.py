"""ResNets as re-identification uses them: IBN-a, non-local blocks, last stride 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from torch import Tensor, nn
from torchvision.models import resnet
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

from trainer.layers.instance_batch_norm import InstanceBatchNorm
from trainer.layers.non_local import NonLocal
from trainer.models.retrieval_model import Stage

_BLOCKS = {
    18: (BasicBlock, [2, 2, 2, 2]),
    34: (BasicBlock, [3, 4, 6, 3]),
    50: (Bottleneck, [3, 4, 6, 3]),
    101: (Bottleneck, [3, 4, 23, 3]),
    152: (Bottleneck, [3, 8, 36, 3]),
}
_IBN_STAGES = 3


@dataclass(frozen=True)
class ResidualOptions:
    """Which ResNet.

    Attributes:
        depth: 18, 34, 50, 101 or 152.
        ibn: half instance norm, half batch norm as the first norm of every block of the first three stages.
        non_local: blocks at the end of each of the four stages that a non-local block follows.
        inner: channels of the non-local projections: 1 as in fast-reid, 0 for half of the stage's channels.
        last_stride: 1 keeps the last stage's map as large as that of the stage before.
        ceil_pool: the stem's pooling rounds up and does not pad, as in fast-reid.
    """

    depth: int = 50
    ibn: bool = False
    non_local: tuple[int, int, int, int] = (0, 0, 0, 0)
    inner: int = 1
    last_stride: int = 2
    ceil_pool: bool = False


class ResidualTrunk(nn.Module):
    """[B, 3, H, W] to the last stage's map [B, C, H / 16 or H / 32, …].

    Layers are named as in torchvision's weights; non-local blocks as in fast-reid's (`NL_2.0.theta.weight`).

    Attributes:
        channels: C.

    Reference:
        He et al., arXiv:1512.03385; fast-reid, modeling/backbones/resnet.py
    """

    def __init__(self, options: ResidualOptions) -> None:
        super().__init__()
        block, counts = _BLOCKS[options.depth]
        network = ResNet(block, counts)
        self.conv1, self.bn1, self.relu = network.conv1, network.bn1, network.relu
        self.maxpool = nn.MaxPool2d(3, 2, ceil_mode=True) if options.ceil_pool else network.maxpool
        self.layer1, self.layer2 = network.layer1, network.layer2
        self.layer3, self.layer4 = network.layer3, network.layer4
        self.channels = network.fc.in_features
        if options.ibn:
            for stage in self._stages()[:_IBN_STAGES]:
                _mix_norms(stage)
        if options.last_stride == 1:
            _keep_size(self.layer4)
        self._followed: list[list[int]] = []
        for number, (stage, count) in enumerate(zip(self._stages(), options.non_local, strict=True), start=1):
            width = _width(stage)
            inner = options.inner or width // 2
            setattr(self, f"NL_{number}", nn.ModuleList(NonLocal(width, inner) for _ in range(count)))
            self._followed.append(list(range(len(stage) - count, len(stage))))

    def forward(self, images: Tensor) -> Tensor:
        """The feature map of normalized pictures."""
        features = self.maxpool(self.relu(self.bn1(self.conv1(images))))
        for number, (stage, followed) in enumerate(zip(self._stages(), self._followed, strict=True), start=1):
            blocks = cast("nn.ModuleList", getattr(self, f"NL_{number}"))
            for place, block in enumerate(stage):
                features = block(features)
                if place in followed:
                    features = blocks[place - followed[0]](features)
        return features

    def parts(self) -> list[Stage]:
        """The stem and the four stages, with the non-local blocks that belong to them."""
        stem = nn.ModuleList([self.conv1, self.bn1])
        stages = [
            Stage(f"layer{number}", nn.ModuleList([stage, cast("nn.Module", getattr(self, f"NL_{number}"))]))
            for number, stage in enumerate(self._stages(), start=1)
        ]
        return [Stage("stem", stem), *stages]

    def _stages(self) -> Sequence[nn.Sequential]:
        return (self.layer1, self.layer2, self.layer3, self.layer4)


def _mix_norms(stage: nn.Sequential) -> None:
    for block in stage:
        norm = cast("nn.BatchNorm2d", block.bn1)
        block.bn1 = InstanceBatchNorm(norm.num_features)


def _keep_size(stage: nn.Sequential) -> None:
    first = stage[0]
    if isinstance(first, resnet.Bottleneck):
        first.conv2.stride = (1, 1)
    else:
        cast("nn.Conv2d", first.conv1).stride = (1, 1)
    cast("nn.Conv2d", cast("nn.Sequential", first.downsample)[0]).stride = (1, 1)


def _width(stage: nn.Sequential) -> int:
    last = stage[-1]
    norm = last.bn3 if isinstance(last, resnet.Bottleneck) else last.bn2
    return cast("nn.BatchNorm2d", norm).num_features
