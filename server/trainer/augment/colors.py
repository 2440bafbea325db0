"""Changes of color and sharpness."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from trainer.augment.augmentation import Augmentation, chance, drawn_between, in_color, in_random_order, option
from trainer.pictures import Pixels


@dataclass(frozen=True, kw_only=True)
class ColorJitter(Augmentation):
    """Brightness, contrast, saturation and hue, each by a random factor, in random order (torchvision's semantics)."""

    kind: ClassVar[str] = "color-jitter"
    label: ClassVar[str] = "Color jitter"
    help: ClassVar[str] = "Changes brightness, contrast, saturation and hue."
    probability: float = chance(1.0)
    brightness: float = option(0.2, "Brightness, up to this part more or less", (0, 1))
    contrast: float = option(0.2, "Contrast, up to this part more or less", (0, 1))
    saturation: float = option(0.2, "Saturation, up to this part more or less", (0, 1))
    hue: float = option(0.1, "Hue, up to this part of the circle", (0, 0.5))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The recolored picture; a gray one stays gray."""
        return in_color(picture, lambda pixels: self._jitter(pixels, generator))

    def _jitter(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        image = Image.fromarray(picture)
        enhancers = ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color
        amounts = self.brightness, self.contrast, self.saturation
        for place in in_random_order(generator, 4):
            if place == 3:
                image = _turn_hue(image, drawn_between(generator, (-self.hue, self.hue)))
                continue
            factor = drawn_between(generator, (1 - amounts[place], 1 + amounts[place]))
            image = enhancers[place](image).enhance(factor)
        return np.asarray(image)


def _turn_hue(image: Image.Image, part: float) -> Image.Image:
    hue, saturation, value = image.convert("HSV").split()
    turned = (np.asarray(hue).astype(np.int32) + round(part * 255)) % 256
    return Image.merge("HSV", (Image.fromarray(turned.astype(np.uint8)), saturation, value)).convert("RGB")


@dataclass(frozen=True, kw_only=True)
class Grayscale(Augmentation):
    """Color becomes gray."""

    kind: ClassVar[str] = "grayscale"
    label: ClassVar[str] = "Grayscale"
    help: ClassVar[str] = "Takes the color out."
    probability: float = chance(0.25)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """As many channels as before, all alike."""
        if picture.ndim == 2:
            return picture
        return np.repeat(np.asarray(Image.fromarray(picture).convert("L"))[:, :, None], 3, axis=2)


@dataclass(frozen=True, kw_only=True)
class ChannelShuffle(Augmentation):
    """Red, green and blue change places (DIGIX)."""

    kind: ClassVar[str] = "channel-shuffle"
    label: ClassVar[str] = "Channel shuffle"
    help: ClassVar[str] = "Exchanges red, green and blue."
    probability: float = chance(0.1)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """A gray picture stays as it is."""
        order = generator.permutation(3)
        return picture if picture.ndim == 2 else np.ascontiguousarray(picture[:, :, order])


@dataclass(frozen=True, kw_only=True)
class Blur(Augmentation):
    """A Gaussian blur."""

    kind: ClassVar[str] = "blur"
    label: ClassVar[str] = "Blur"
    help: ClassVar[str] = "Blurs the picture."
    probability: float = chance(0.25)
    sigma: tuple[float, float] = option((0.1, 2.0), "Standard deviation in pixels", (0.05, 20))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The blurred picture."""
        return cv2.GaussianBlur(picture, (0, 0), drawn_between(generator, self.sigma)).astype(np.uint8)


@dataclass(frozen=True, kw_only=True)
class EdgeEnhance(Augmentation):
    """Pillow's filters, the normal or the stronger one (ISC21)."""

    kind: ClassVar[str] = "edge-enhance"
    label: ClassVar[str] = "Edge enhancement"
    help: ClassVar[str] = "Sharpens edges."
    probability: float = chance(0.25)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The sharpened picture."""
        stronger = bool(generator.random() < 0.5)
        chosen = ImageFilter.EDGE_ENHANCE_MORE() if stronger else ImageFilter.EDGE_ENHANCE()
        return np.asarray(Image.fromarray(picture).filter(chosen))


@dataclass(frozen=True, kw_only=True)
class Jpeg(Augmentation):
    """Compression that shows; ISC21 takes one of the qualities 10, 20, 30 and 50."""

    kind: ClassVar[str] = "jpeg"
    label: ClassVar[str] = "JPEG compression"
    help: ClassVar[str] = "Compresses the picture so that it shows."
    probability: float = chance(0.25)
    quality: tuple[float, float] = option((10, 50), "Quality", (1, 100))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The picture as it is decoded again."""
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, "JPEG", quality=round(drawn_between(generator, self.quality)))
        return np.asarray(Image.open(buffer))


@dataclass(frozen=True, kw_only=True)
class Pixelize(Augmentation):
    """Coarse pixels (AugLy's pixelization: the picture shrunk by a ratio and blown up again)."""

    kind: ClassVar[str] = "pixelize"
    label: ClassVar[str] = "Pixelize"
    help: ClassVar[str] = "Makes pixels coarse."
    probability: float = chance(0.25)
    ratio: tuple[float, float] = option((0.1, 1.0), "Part of the resolution that is kept", (0.01, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The coarse picture, as large as before."""
        height, width = picture.shape[:2]
        ratio = drawn_between(generator, self.ratio)
        small = cv2.resize(picture, (max(1, round(width * ratio)), max(1, round(height * ratio))))
        return cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.uint8)


@dataclass(frozen=True, kw_only=True)
class ShufflePixels(Augmentation):
    """A part of the pixels change places at random (AugLy)."""

    kind: ClassVar[str] = "shuffle-pixels"
    label: ClassVar[str] = "Shuffle pixels"
    help: ClassVar[str] = "Exchanges a part of the pixels."
    probability: float = chance(0.25)
    factor: float = option(0.1, "Part of the pixels", (0, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The picture with some pixels elsewhere."""
        flat = picture.reshape(-1, *picture.shape[2:]).copy()
        chosen = np.flatnonzero(generator.random(len(flat)) < self.factor)
        flat[chosen] = flat[generator.permutation(chosen)]
        return flat.reshape(picture.shape)
