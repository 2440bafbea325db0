"""Another size, or another part, of the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np

from trainer.augment.augmentation import FILLS, Augmentation, chance, fill_color, option
from trainer.manifest import Filter
from trainer.pictures import Pixels
from trainer.preprocessing import FILTERS, resize

_CROP_ATTEMPTS = 10


def scaled(picture: Pixels, height: int, width: int, filter_name: str) -> Pixels:
    """Pillow's resize of [H, W] or [H, W, 3]."""
    deep = picture if picture.ndim == 3 else picture[:, :, None]
    resized = resize(deep, width, height, cast("Filter", filter_name))
    return resized if picture.ndim == 3 else resized[:, :, 0]


def framed(picture: Pixels, shape: tuple[int, int], corner: tuple[int, int], fill: str) -> Pixels:
    """A canvas of height and width with the picture's first pixel at (row, column); the picture must fit."""
    canvas = np.empty((*shape, *picture.shape[2:]), np.uint8)
    canvas[...] = fill_color(fill, picture)
    row, column = corner
    canvas[row : row + picture.shape[0], column : column + picture.shape[1]] = picture
    return canvas


@dataclass(frozen=True, kw_only=True)
class Resize(Augmentation):
    """To a height and width, whatever the aspect."""

    kind: ClassVar[str] = "resize"
    label: ClassVar[str] = "Resize"
    help: ClassVar[str] = "Brings the picture to a size."
    height: int = option(256, "Height in pixels", (1, 4096))
    width: int = option(256, "Width in pixels", (1, 4096))
    filter: str = option("bicubic", "Filter", choices=tuple(FILTERS))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """[height, width(, 3)]."""
        return scaled(picture, self.height, self.width, self.filter)


@dataclass(frozen=True, kw_only=True)
class RescalePad(Augmentation):
    """Pads to a centered square, then resizes (DIGIX)."""

    kind: ClassVar[str] = "rescale-pad"
    label: ClassVar[str] = "Pad to a square"
    help: ClassVar[str] = "Keeps the aspect: pads the shorter side, then brings the square to a size."
    size: int = option(512, "Side in pixels", (1, 4096))
    filter: str = option("bilinear", "Filter", choices=tuple(FILTERS))
    fill: str = option("black", "Padding", choices=FILLS)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """[size, size(, 3)]; scaled before it is padded, which is the same and cheaper for very wide pictures."""
        height, width = picture.shape[:2]
        tall, wide = (max(1, round(side * self.size / max(height, width))) for side in (height, width))
        corner = (self.size - tall) // 2, (self.size - wide) // 2
        return framed(scaled(picture, tall, wide, self.filter), (self.size, self.size), corner, self.fill)


@dataclass(frozen=True, kw_only=True)
class PadCrop(Augmentation):
    """Pads every side and crops the old size at a random place (10 pixels of black in DIRA and the strong baseline)."""

    kind: ClassVar[str] = "pad-crop"
    label: ClassVar[str] = "Pad and crop"
    help: ClassVar[str] = "Shifts the picture by a few pixels."
    padding: int = option(10, "Padding in pixels", (0, 512))
    fill: str = option("black", "Padding's color", choices=FILLS)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The picture shifted by up to `padding` pixels each way."""
        height, width = picture.shape[:2]
        pad = self.padding
        padded = framed(picture, (height + 2 * pad, width + 2 * pad), (pad, pad), self.fill)
        row, column = generator.integers(0, 2 * pad, 2, endpoint=True)
        return padded[row : row + height, column : column + width]


@dataclass(frozen=True, kw_only=True)
class RandomResizedCrop(Augmentation):
    """A part of the picture brought to a size (ISC21's moderate view: 70 to 100 % of the area).

    Where no part fits in 10 attempts, the largest centered one with an allowed aspect is taken.

    Reference:
        torchvision.transforms.RandomResizedCrop.
    """

    kind: ClassVar[str] = "random-resized-crop"
    label: ClassVar[str] = "Random crop"
    help: ClassVar[str] = "Takes a part of the picture and brings it to a size."
    probability: float = chance(1.0)
    height: int = option(256, "Height in pixels", (1, 4096))
    width: int = option(256, "Width in pixels", (1, 4096))
    area: tuple[float, float] = option((0.7, 1.0), "Part of the area", (0.01, 1))
    aspect: tuple[float, float] = option((0.75, 4 / 3), "Width over height", (0.01, 100))
    filter: str = option("bilinear", "Filter", choices=tuple(FILTERS))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """[height, width(, 3)]."""
        row, column, tall, wide = self._part(picture.shape[0], picture.shape[1], generator)
        return scaled(picture[row : row + tall, column : column + wide], self.height, self.width, self.filter)

    def _part(self, height: int, width: int, generator: np.random.Generator) -> tuple[int, int, int, int]:
        low, high = math.log(self.aspect[0]), math.log(self.aspect[1])
        for _ in range(_CROP_ATTEMPTS):
            area = height * width * generator.uniform(*self.area)
            aspect = math.exp(generator.uniform(low, high))
            wide, tall = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
            if 0 < wide <= width and 0 < tall <= height:
                row = int(generator.integers(0, height - tall, endpoint=True))
                return row, int(generator.integers(0, width - wide, endpoint=True)), tall, wide
        aspect = min(max(width / height, self.aspect[0]), self.aspect[1])
        wide, tall = max(1, min(width, round(height * aspect))), max(1, min(height, round(width / aspect)))
        return (height - tall) // 2, (width - wide) // 2, tall, wide
