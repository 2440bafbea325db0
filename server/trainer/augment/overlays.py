"""Things laid over pictures: text, faces, other pictures, patches of them."""

from __future__ import annotations

import math
import string
from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from trainer.augment.augmentation import Augmentation, Other, chance, drawn_between, drawn_place, in_color, option
from trainer.augment.framing import RandomResizedCrop, scaled
from trainer.pictures import Pixels

_LETTERS = string.ascii_letters + string.digits + string.punctuation


@dataclass(frozen=True, kw_only=True)
class TextOverlay(Augmentation):
    """One or two lines of random letters in a random color (ISC21)."""

    kind: ClassVar[str] = "text-overlay"
    label: ClassVar[str] = "Text"
    help: ClassVar[str] = "Writes random letters on the picture."
    probability: float = chance(0.25)
    size: tuple[float, float] = option((0.1, 0.3), "Height of the letters, as part of the shorter side", (0.01, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The picture with text on it."""
        return in_color(picture, lambda pixels: self._write(pixels, generator))

    def _write(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        height, width = picture.shape[:2]
        image = Image.fromarray(picture)
        font = ImageFont.load_default(max(4, round(drawn_between(generator, self.size) * min(height, width))))
        lines = [
            "".join(_LETTERS[place] for place in generator.integers(len(_LETTERS), size=generator.integers(5, 10)))
            for _ in range(int(generator.integers(1, 3)))
        ]
        corner = drawn_between(generator, (0, 0.5)) * width, drawn_between(generator, (0, 0.5)) * height
        color = tuple(int(channel) for channel in generator.integers(0, 256, 3))
        ImageDraw.Draw(image).text(corner, "\n".join(lines), fill=color, font=font)
        return np.asarray(image)


@dataclass(frozen=True, kw_only=True)
class EmojiOverlay(Augmentation):
    """A face drawn in circles and arcs, its colors and its mood by chance (in place of ISC21's emoji pictures)."""

    kind: ClassVar[str] = "emoji-overlay"
    label: ClassVar[str] = "Emoji"
    help: ClassVar[str] = "Puts a face on the picture."
    probability: float = chance(0.25)
    size: tuple[float, float] = option((0.1, 0.3), "Diameter, as part of the shorter side", (0.01, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The picture with a face on it."""
        return in_color(picture, lambda pixels: self._draw(pixels, generator))

    def _draw(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        height, width = picture.shape[:2]
        image = Image.fromarray(picture)
        pen = ImageDraw.Draw(image)
        side = max(6.0, drawn_between(generator, self.size) * min(height, width))
        left, top = (
            drawn_between(generator, (0, max(1, width - side))),
            drawn_between(generator, (0, max(1, height - side))),
        )
        skin, ink = ((255, int(generator.integers(150, 230)), 60), (60, 40, 20))

        def box(x: float, y: float, wide: float, tall: float) -> tuple[float, float, float, float]:
            return left + x * side, top + y * side, left + (x + wide) * side, top + (y + tall) * side

        pen.ellipse(box(0, 0, 1, 1), fill=skin, outline=ink)
        for eye in (0.25, 0.62):
            pen.ellipse(box(eye, 0.28, 0.13, 0.13 + 0.1 * generator.random()), fill=ink)
        is_happy = generator.random() < 0.6
        start, end = (20, 160) if is_happy else (200, 340)
        pen.arc(box(0.25, 0.4 if is_happy else 0.65, 0.5, 0.4), start, end, fill=ink, width=max(1, round(side / 16)))
        return np.asarray(image)


@dataclass(frozen=True, kw_only=True)
class OverlayOrCrop(Augmentation):
    """Another picture over this one or under it, then a large crop; else a crop of any size (ISC21's hard view).

    `probability` is that of the other picture: the crop is made in any case.
    """

    kind: ClassVar[str] = "overlay-or-crop"
    label: ClassVar[str] = "Another picture, or a crop"
    help: ClassVar[str] = "Lays another picture over this one, or takes a part of it."
    probability: float = chance(0.05)
    opacity: tuple[float, float] = option((0.6, 1.0), "Opacity of what lies above", (0, 1))
    overlay_size: tuple[float, float] = option(
        (0.4, 0.6), "Height of what lies above, as part of the picture", (0.01, 1)
    )
    height: int = option(256, "Height in pixels", (1, 4096))
    width: int = option(256, "Width in pixels", (1, 4096))

    def __call__(self, picture: Pixels, generator: np.random.Generator, other: Other | None = None) -> Pixels:
        """The overlaid or cropped picture; with probability 0 a preview sees the picture itself."""
        if self.probability == 0 and other is None:
            return picture
        area = (0.15, 1.0)
        if generator.random() < self.probability:
            picture = self.apply_with(picture, generator, other or (lambda _generator: picture[::-1]))
            area = (0.7, 1.0)
        crop = RandomResizedCrop(probability=1.0, height=self.height, width=self.width, area=area)
        return crop(picture, generator)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """With itself, turned over."""
        return self.apply_with(picture, generator, lambda _generator: picture[::-1])

    def apply_with(self, picture: Pixels, generator: np.random.Generator, other: Other) -> Pixels:
        """Either picture below, the other one small above it."""
        second = _like(other(generator), picture)
        below, above = (picture, second) if generator.random() < 0.5 else (second, picture)
        size = drawn_between(generator, self.overlay_size)
        return overlaid(below, above, (size, drawn_between(generator, self.opacity)), generator)


def overlaid(below: Pixels, above: Pixels, amounts: tuple[float, float], generator: np.random.Generator) -> Pixels:
    """A picture small on another one, somewhere inside.

    Args:
        below: [H, W(, 3)].
        above: of as many channels.
        amounts: height as part of H, and opacity.
        generator: of the place.
    """
    size, opacity = amounts
    height, width = below.shape[:2]
    tall = max(1, round(size * height))
    wide = max(1, min(width, round(tall * above.shape[1] / above.shape[0])))
    small = scaled(above, tall, wide, "bilinear").astype(np.float32)
    row, column = drawn_place(generator, height - tall), drawn_place(generator, width - wide)
    result = below.copy()
    place = result[row : row + tall, column : column + wide]
    place[...] = np.round(place * (1 - opacity) + small * opacity).astype(np.uint8)
    return result


def _like(picture: Pixels, wanted: Pixels) -> Pixels:
    """In the wanted picture's channels."""
    if picture.ndim == wanted.ndim:
        return picture
    if wanted.ndim == 3:
        return np.repeat(picture[:, :, None], 3, axis=2)
    return picture.mean(axis=2).round().astype(np.uint8)


@dataclass(frozen=True, kw_only=True)
class RandomPatch(Augmentation):
    """A piece of another training picture, perhaps turned or mirrored, pasted in.

    fast-reid and DIGIX keep a pool of 1,000 pieces of the pictures seen last; here each is cut from a random picture,
    so that a batch is a pure function of its seed.
    """

    kind: ClassVar[str] = "random-patch"
    label: ClassVar[str] = "Patch of another picture"
    help: ClassVar[str] = "Pastes a piece of another picture in."
    probability: float = chance(0.05)
    area: tuple[float, float] = option((0.01, 0.2), "Part of the area", (0.001, 1))
    least_ratio: float = option(0.2, "Least shorter over longer side", (0.01, 1))
    turned: float = option(0.5, "Part of the pieces that are turned", (0, 1))
    mirrored: float = option(0.5, "Part of the pieces that are mirrored", (0, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """With a piece of itself."""
        return self.apply_with(picture, generator, lambda _generator: picture)

    def apply_with(self, picture: Pixels, generator: np.random.Generator, other: Other) -> Pixels:
        """The picture with a piece pasted in."""
        source = _like(other(generator), picture)
        patch = self._cut(source, generator)
        if generator.random() < self.turned:
            patch = np.rot90(patch, int(generator.integers(1, 4)))
        if generator.random() < self.mirrored:
            patch = patch[:, ::-1]
        patch = patch[: picture.shape[0], : picture.shape[1]]
        row = drawn_place(generator, picture.shape[0] - patch.shape[0])
        column = drawn_place(generator, picture.shape[1] - patch.shape[1])
        result = picture.copy()
        result[row : row + patch.shape[0], column : column + patch.shape[1]] = patch
        return result

    def _cut(self, source: Pixels, generator: np.random.Generator) -> Pixels:
        height, width = source.shape[:2]
        area = drawn_between(generator, self.area) * height * width
        ratio = math.exp(drawn_between(generator, (math.log(self.least_ratio), -math.log(self.least_ratio))))
        tall = min(height, max(1, round(math.sqrt(area * ratio))))
        wide = min(width, max(1, round(math.sqrt(area / ratio))))
        row, column = drawn_place(generator, height - tall), drawn_place(generator, width - wide)
        return source[row : row + tall, column : column + wide]


@dataclass(frozen=True, kw_only=True)
class DeGaussian(Augmentation):
    """Gaussian noise, and the bilateral filter that takes it away at test (DIGIX)."""

    kind: ClassVar[str] = "de-gaussian"
    label: ClassVar[str] = "Noise, filtered"
    help: ClassVar[str] = "Adds Gaussian noise and filters it, as noisy pictures are at test."
    probability: float = chance(0.1)
    deviation: tuple[float, float] = option((10, 50), "Standard deviation of the noise", (0, 255))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The filtered picture."""
        noise = generator.normal(0, drawn_between(generator, self.deviation), picture.shape)
        noisy = np.clip(picture + noise, 0, 255).astype(np.uint8)
        return cv2.bilateralFilter(noisy, 0, 100, 12).astype(np.uint8)


@dataclass(frozen=True, kw_only=True)
class DePepper(Augmentation):
    """Salt and pepper on a tenth of the pixels, and the median that takes it away (DIGIX)."""

    kind: ClassVar[str] = "de-pepper"
    label: ClassVar[str] = "Salt and pepper, filtered"
    help: ClassVar[str] = "Adds salt and pepper and filters it, as noisy pictures are at test."
    probability: float = chance(0.1)
    amount: float = option(0.1, "Part of the pixels", (0, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The filtered picture."""
        noisy = picture.copy()
        chosen = generator.random(picture.shape[:2]) < self.amount
        values = generator.integers(0, 2, int(chosen.sum())) * 255
        noisy[chosen] = values if picture.ndim == 2 else values[:, None]
        return cv2.medianBlur(noisy, 5).astype(np.uint8)
