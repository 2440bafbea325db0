"""Covering a rectangle of the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from trainer.augment.augmentation import FILLS, Augmentation, Domain, chance, fill_color, option
from trainer.pictures import Pixels

Rectangle = tuple[int, int, int, int]
"""First row, first column, height, width."""
_REID_ATTEMPTS = 100
_TORCHVISION_ATTEMPTS = 10


class Draws(Protocol):
    """Where random numbers come from; both ends of `integer` can be drawn."""

    def uniform(self, low: float, high: float) -> float:
        """A number in [low, high]."""
        ...

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        ...


class GeneratorDraws:
    """Draws from a NumPy generator."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator

    def uniform(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return float(self._generator.uniform(low, high))

    def integer(self, low: int, high: int) -> int:
        """A whole number in [low, high]."""
        return int(self._generator.integers(low, high, endpoint=True))


@dataclass(frozen=True)
class Shape:
    """Which rectangles are drawn: parts of the picture's area, and height over width."""

    area: tuple[float, float]
    aspect: tuple[float, float]


def reid_rectangle(height: int, width: int, shape: Shape, draws: Draws) -> Rectangle | None:
    """Area and aspect are uniform, so tall rectangles are more frequent; None where none fits in 100 attempts.

    Reference:
        Zhong et al., arXiv 1708.04896; reid-strong-baseline data/transforms/transforms.py.
    """
    for _ in range(_REID_ATTEMPTS):
        area = height * width * draws.uniform(*shape.area)
        aspect = draws.uniform(*shape.aspect)
        tall, wide = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if wide < width and tall < height:
            return draws.integer(0, height - tall), draws.integer(0, width - wide), tall, wide
    return None


def torchvision_rectangle(height: int, width: int, shape: Shape, draws: Draws) -> Rectangle | None:
    """The aspect is uniform in its logarithm; None where no rectangle fits in 10 attempts.

    Reference:
        torchvision.transforms.RandomErasing.get_params.
    """
    low, high = math.log(shape.aspect[0]), math.log(shape.aspect[1])
    for _ in range(_TORCHVISION_ATTEMPTS):
        area = height * width * draws.uniform(*shape.area)
        aspect = math.exp(draws.uniform(low, high))
        tall, wide = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if tall < height and wide < width:
            return draws.integer(0, height - tall), draws.integer(0, width - wide), tall, wide
    return None


@dataclass(frozen=True, kw_only=True)
class RandomErasing(Augmentation):
    """Covers one rectangle; the defaults are torchvision's, as DIRA trains with them.

    The strong baseline draws by `form` reid with area 0.02 to 0.4 and aspect 0.3 to 1 / 0.3. Both cover with
    ImageNet's mean; ISC21 covers with noise.
    """

    kind: ClassVar[str] = "random-erasing"
    label: ClassVar[str] = "Random erasing"
    help: ClassVar[str] = "Covers a rectangle, so that no single part decides."
    domain: ClassVar[Domain] = "all"
    probability: float = chance(0.5)
    form: str = option("torchvision", "How aspects are drawn", choices=("torchvision", "reid"))
    area: tuple[float, float] = option((0.02, 0.33), "Part of the area", (0, 1))
    aspect: tuple[float, float] = option((0.3, 3.3), "Height over width", (0.01, 100))
    fill: str = option("mean", "Cover", choices=(*FILLS, "noise"))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The picture with a covered rectangle, or as it is where none fits."""
        find = reid_rectangle if self.form == "reid" else torchvision_rectangle
        shape = Shape(self.area, self.aspect)
        found = find(picture.shape[0], picture.shape[1], shape, GeneratorDraws(generator))
        return picture if found is None else cover(picture, found, self.fill, generator)


@dataclass(frozen=True, kw_only=True)
class Cutout(Augmentation):
    """Covers one hole, whose sides are drawn independently (Taobao: up to 63 % of each side, gray 114)."""

    kind: ClassVar[str] = "cutout"
    label: ClassVar[str] = "Cutout"
    help: ClassVar[str] = "Covers a hole of any height and width."
    domain: ClassVar[Domain] = "all"
    probability: float = chance(0.7)
    side: tuple[float, float] = option((0.0, 0.63), "Part of each side", (0, 1))
    fill: str = option("gray", "Cover", choices=(*FILLS, "noise"))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The picture with a hole."""
        draws = GeneratorDraws(generator)
        height, width = picture.shape[:2]
        tall, wide = (round(side * draws.uniform(*self.side)) for side in (height, width))
        hole = draws.integer(0, height - tall), draws.integer(0, width - wide), tall, wide
        return cover(picture, hole, self.fill, generator)


def cover(picture: Pixels, rectangle: Rectangle, fill: str, generator: np.random.Generator) -> Pixels:
    """A copy with a rectangle in a named color, or in noise of every pixel's own."""
    row, column, tall, wide = rectangle
    covered = picture.copy()
    place = covered[row : row + tall, column : column + wide]
    place[...] = generator.integers(0, 256, place.shape) if fill == "noise" else fill_color(fill, picture)
    return covered
