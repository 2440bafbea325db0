"""AutoAugment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import AutoAugment as TorchvisionAutoAugment
from torchvision.transforms import AutoAugmentPolicy

from trainer.augment.augmentation import Augmentation, chance, in_color
from trainer.pictures import Pixels

_POLICY = TorchvisionAutoAugment(AutoAugmentPolicy.IMAGENET)


@dataclass(frozen=True, kw_only=True)
class AutoAugment(Augmentation):
    """One of the 25 sub-policies that were learned on ImageNet.

    Reference:
        Cubuk et al., arXiv:1805.09501, table 9; torchvision.transforms.AutoAugment
    """

    kind: ClassVar[str] = "auto-augment"
    label: ClassVar[str] = "AutoAugment"
    help: ClassVar[str] = "Applies one of 25 pairs of changes of color and shape."
    probability: float = chance(0.1)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The changed picture; a gray one stays gray."""
        with torch.random.fork_rng(devices=[]):  # torchvision draws from torch's own random numbers
            torch.manual_seed(int(generator.integers(2**31)))
            return in_color(picture, lambda pixels: np.asarray(_POLICY(Image.fromarray(pixels))))
