"""Turned, scaled and tilted pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from trainer.augment.augmentation import FILLS, Augmentation, chance, drawn_between, fill_color, option
from trainer.augment.framing import framed, scaled
from trainer.pictures import Pixels
from trainer.preprocessing import FILTERS


def warped(picture: Pixels, matrix: NDArray[np.float64], fill: str) -> Pixels:
    """The picture under a 3 x 3 matrix from old to new pixels, as large as before."""
    height, width = picture.shape[:2]
    color = fill_color(fill, picture)
    return cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=color
    ).astype(np.uint8)


def _around_center(picture: Pixels, degrees: float, factor: float, shift: tuple[float, float]) -> NDArray[np.float64]:
    height, width = picture.shape[:2]
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    angle = math.radians(degrees)
    turn = factor * np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    matrix[:2, 2] = middle - turn @ middle + np.array([shift[0] * width, shift[1] * height])
    return matrix


@dataclass(frozen=True, kw_only=True)
class Rotation(Augmentation):
    """By any angle around the center."""

    kind: ClassVar[str] = "rotation"
    label: ClassVar[str] = "Rotation"
    help: ClassVar[str] = "Turns the picture by an angle."
    probability: float = chance(0.25)
    degrees: tuple[float, float] = option((-180, 180), "Angle in degrees", (-180, 180))
    fill: str = option("black", "Corners", choices=FILLS)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The turned picture, corners cut off."""
        return warped(picture, _around_center(picture, drawn_between(generator, self.degrees), 1, (0, 0)), self.fill)


@dataclass(frozen=True, kw_only=True)
class ShiftScaleRotate(Augmentation):
    """All three at once (DIGIX: 10 % shift, scale −40 to +30 %, 15 degrees, white; Taobao: an affine change)."""

    kind: ClassVar[str] = "shift-scale-rotate"
    label: ClassVar[str] = "Shift, scale and rotate"
    help: ClassVar[str] = "Moves, scales and turns the picture a little."
    probability: float = chance(0.3)
    shift: float = option(0.1, "Shift, up to this part of each side", (0, 1))
    scale: tuple[float, float] = option((-0.4, 0.3), "Scale, less or more", (-0.9, 4))
    degrees: float = option(15.0, "Angle, up to so many degrees", (0, 180))
    fill: str = option("white", "Margins", choices=FILLS)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The moved picture, as large as before."""
        shift = drawn_between(generator, (-self.shift, self.shift)), drawn_between(generator, (-self.shift, self.shift))
        factor = 1 + drawn_between(generator, self.scale)
        degrees = drawn_between(generator, (-self.degrees, self.degrees))
        return warped(picture, _around_center(picture, degrees, factor, shift), self.fill)


@dataclass(frozen=True, kw_only=True)
class Perspective(Augmentation):
    """Every corner moves inwards by a random part of the sides (DIGIX: 5 to 15 %)."""

    kind: ClassVar[str] = "perspective"
    label: ClassVar[str] = "Perspective"
    help: ClassVar[str] = "Tilts the picture."
    probability: float = chance(0.25)
    scale: tuple[float, float] = option((0.0, 0.25), "How far corners move, as part of the sides", (0, 0.49))
    fill: str = option("black", "Margins", choices=FILLS)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The tilted picture, as large as before."""
        height, width = picture.shape[:2]
        if min(height, width) < 4:
            return picture
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)
        moved = corners + inwards * generator.uniform(*self.scale, (4, 2)) * np.array([width, height])
        matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
        return warped(picture, matrix.astype(np.float64), self.fill)


@dataclass(frozen=True, kw_only=True)
class Letterbox(Augmentation):
    """Keeps the aspect: scales to fit, then pads around."""

    kind: ClassVar[str] = "letterbox"
    label: ClassVar[str] = "Fit into a frame"
    help: ClassVar[str] = "Keeps the aspect: scales to fit, then pads."
    height: int = option(256, "Height in pixels", (1, 4096))
    width: int = option(256, "Width in pixels", (1, 4096))
    filter: str = option("bilinear", "Filter", choices=tuple(FILTERS))
    fill: str = option("black", "Padding", choices=FILLS)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """[height, width(, 3)]."""
        factor = min(self.height / picture.shape[0], self.width / picture.shape[1])
        tall, wide = (max(1, round(side * factor)) for side in picture.shape[:2])
        corner = (self.height - tall) // 2, (self.width - wide) // 2
        return framed(scaled(picture, tall, wide, self.filter), (self.height, self.width), corner, self.fill)
