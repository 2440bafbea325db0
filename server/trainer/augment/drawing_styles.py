"""Changes that line drawings come with: pens, print, labels, scans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from trainer.augment.augmentation import Augmentation, Domain, Other, chance, drawn_between, drawn_place, option
from trainer.augment.framing import scaled
from trainer.augment.geometry import Rotation
from trainer.pictures import Pixels

_INK = 128
_WHITE = 255


def _ink(picture: Pixels) -> NDArray[np.bool_]:
    """[H, W]: where there is ink."""
    gray = picture if picture.ndim == 2 else picture.min(axis=2)
    return gray < _INK


def _drawn(picture: Pixels, where: NDArray[np.bool_], level: int) -> Pixels:
    changed = picture.copy()
    changed[where] = level
    return changed


@dataclass(frozen=True, kw_only=True)
class LineWidth(Augmentation):
    """Another pen: lines grow by up to so many pixels on each side, or shrink where they can without breaking."""

    kind: ClassVar[str] = "line-width"
    label: ClassVar[str] = "Line width"
    help: ClassVar[str] = "Makes lines thicker or thinner."
    domain: ClassVar[Domain] = "drawings"
    probability: float = chance(0.5)
    thinner: int = option(1, "Thinner by up to, in pixels", (0, 5))
    thicker: int = option(2, "Thicker by up to, in pixels", (0, 9))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The same lines in another width."""
        change = int(generator.integers(-self.thinner, self.thicker + 1))
        if change == 0:
            return picture
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * abs(change) + 1, 2 * abs(change) + 1))
        if change > 0:
            return cv2.erode(picture, kernel).astype(np.uint8)
        thinned = cv2.dilate(picture, kernel).astype(np.uint8)
        # What the opening does not bring back was thinner than the kernel and would vanish: it stays as it was, some
        # way beyond its ends too, so that it meets the thinned rest.
        ink = _ink(picture)
        lost = ink & ~cv2.dilate(_ink(thinned).astype(np.uint8), kernel).astype(np.bool_)
        around = np.ones((2 * abs(change) + 1, 2 * abs(change) + 1), np.uint8)
        lost = ink & cv2.dilate(lost.astype(np.uint8), around).astype(np.bool_)
        thinned[lost] = picture[lost]
        return thinned


@dataclass(frozen=True, kw_only=True)
class Dashes(Augmentation):
    """Broken lines within a part of the sheet, as phantom lines show what is not claimed, or a bad copy breaks them."""

    kind: ClassVar[str] = "dashes"
    label: ClassVar[str] = "Dashed and broken lines"
    help: ClassVar[str] = "Breaks the lines of a part of the drawing."
    domain: ClassVar[Domain] = "drawings"
    probability: float = chance(0.25)
    period: tuple[float, float] = option(
        (0.02, 0.06), "Length of dash and gap, as part of the longer side", (0.005, 0.5)
    )
    gap: tuple[float, float] = option((0.25, 0.5), "Part that is gap", (0.05, 0.95))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The drawing with lines broken by diagonal stripes of paper, in both directions alike."""
        height, width = picture.shape[:2]
        rows, columns = np.mgrid[0:height, 0:width]
        period = max(4.0, drawn_between(generator, self.period) * max(height, width))
        gap = drawn_between(generator, self.gap)
        # Lines along one diagonal would fall between the stripes; a checkered sum of both breaks every direction.
        phase = ((rows + columns) / period + (rows - columns) / (period * 3)) % 1
        center = generator.uniform(0, 1, 2) * (height, width)
        reach = drawn_between(generator, (0.3, 0.8)) * max(height, width)
        near = (rows - center[0]) ** 2 + (columns - center[1]) ** 2 < reach**2
        return _drawn(picture, near & (phase < gap), _WHITE)


@dataclass(frozen=True, kw_only=True)
class Hatching(Augmentation):
    """Parallel lines or dots in some of the areas that lines enclose."""

    kind: ClassVar[str] = "hatching"
    label: ClassVar[str] = "Hatching and stipple"
    help: ClassVar[str] = "Shades enclosed areas with lines or dots."
    domain: ClassVar[Domain] = "drawings"
    probability: float = chance(0.25)
    areas: float = option(0.3, "Part of the areas that are shaded", (0, 1))
    stippled: float = option(0.3, "Part of the shadings that are dots", (0, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The shaded drawing; the paper around it, and areas too small for a line, stay blank."""
        height, width = picture.shape[:2]
        paper = (~_ink(picture)).astype(np.uint8)
        count, regions, facts, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
        border = set(np.unique(np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]])).tolist())
        where = np.zeros((height, width), np.bool_)
        for region in range(1, count):
            is_small = facts[region, cv2.CC_STAT_AREA] < max(40, height * width * 0.001)
            if region in border or is_small or generator.random() >= self.areas:
                continue
            where |= (regions == region) & self._pattern((height, width), generator)
        return _drawn(picture, where, 0)

    def _pattern(self, shape: tuple[int, int], generator: np.random.Generator) -> NDArray[np.bool_]:
        spacing = drawn_between(generator, (4, 10))
        if generator.random() < self.stippled:
            return generator.random(shape) < 1 / spacing**2
        rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
        angle = generator.choice([0.25, 0.25, 0.75, 0, 0.5]) * np.pi
        return ((rows * np.cos(angle) + columns * np.sin(angle)) % spacing) < 1


@dataclass(frozen=True, kw_only=True)
class Labels(Augmentation):
    """A figure's number ("FIG. 3") at an edge, and reference numerals with lead lines, in Hershey's pen letters."""

    kind: ClassVar[str] = "labels"
    label: ClassVar[str] = "Figure labels and numerals"
    help: ClassVar[str] = "Writes FIG. and reference numerals with lead lines."
    domain: ClassVar[Domain] = "drawings"
    probability: float = chance(0.35)
    figure: float = option(0.8, "Part of the sheets with FIG.", (0, 1))
    numerals: int = option(3, "Reference numerals, up to", (0, 20))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The labeled sheet."""
        sheet = picture.copy()
        scale = max(0.25, min(picture.shape[:2]) / 500)
        if generator.random() < self.figure:
            _write_figure(sheet, scale, generator)
        rows, columns = np.nonzero(_ink(picture))
        for _ in range(drawn_place(generator, self.numerals) if len(rows) else 0):
            point = drawn_place(generator, len(rows) - 1)
            _write_numeral(sheet, scale, (int(columns[point]), int(rows[point])), generator)
        return sheet


def _write_figure(sheet: Pixels, scale: float, generator: np.random.Generator) -> None:
    height, width = sheet.shape[:2]
    text = f"{generator.choice(['FIG.', 'Fig.', 'FIG'])} {generator.integers(1, 20)}"
    edge = 0.07 if generator.random() < 0.4 else 0.97
    place = int(width * drawn_between(generator, (0.05, 0.6))), int(height * edge)
    pen = max(1, round(scale * 1.5))
    cv2.putText(sheet, text, place, cv2.FONT_HERSHEY_COMPLEX, scale * 1.3, (0, 0, 0), pen, cv2.LINE_AA)


def _write_numeral(sheet: Pixels, scale: float, start: tuple[int, int], generator: np.random.Generator) -> None:
    """A lead line from a point of the drawing, and the numeral at its end."""
    height, width = sheet.shape[:2]
    across, down = (float(way) for way in generator.normal(0, 0.12, 2))
    end = (
        min(max(start[0] + round(across * width), 0), width - 1),
        min(max(start[1] + round(down * height), 0), height - 1),
    )
    cv2.line(sheet, start, end, (0, 0, 0), 1, cv2.LINE_AA)
    text = str(generator.integers(1, 200))
    (wide, tall), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale * 0.8, 1)
    place = max(0, min(end[0], width - wide)), min(max(end[1], tall), height - 1)
    cv2.putText(sheet, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale * 0.8, (0, 0, 0), 1, cv2.LINE_AA)


@dataclass(frozen=True, kw_only=True)
class FiguresOnSheet(Augmentation):
    """A second figure beside or below: another training picture, or this one mirrored where there is none."""

    kind: ClassVar[str] = "figures-on-sheet"
    label: ClassVar[str] = "Several figures on one sheet"
    help: ClassVar[str] = "Puts a second figure on the sheet."
    domain: ClassVar[Domain] = "drawings"
    probability: float = chance(0.15)
    size: tuple[float, float] = option((0.6, 1.0), "Size of the second figure, as part of the first", (0.1, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """With itself, mirrored."""
        return self.apply_with(picture, generator, lambda _generator: picture[:, ::-1])

    def apply_with(self, picture: Pixels, generator: np.random.Generator, other: Other) -> Pixels:
        """Two figures, the second along the side on which the first is shorter."""
        second = other(generator)
        if second.ndim != picture.ndim:
            second = second.mean(axis=2).astype(np.uint8) if picture.ndim == 2 else np.repeat(second[:, :, None], 3, 2)
        height, width = picture.shape[:2]
        size = drawn_between(generator, self.size)
        is_below = width >= height
        if is_below:
            wide = max(1, round(width * size))
            small = scaled(second, max(1, round(second.shape[0] * wide / second.shape[1])), wide, "bilinear")
            small = small[: 2 * height]
            blank = np.full((small.shape[0], width, *picture.shape[2:]), _WHITE, np.uint8)
            start = drawn_place(generator, width - wide)
            blank[:, start : start + wide] = small
        else:
            tall = max(1, round(height * size))
            small = scaled(second, tall, max(1, round(second.shape[1] * tall / second.shape[0])), "bilinear")
            small = small[:, : 2 * width]
            blank = np.full((height, small.shape[1], *picture.shape[2:]), _WHITE, np.uint8)
            start = drawn_place(generator, height - tall)
            blank[start : start + tall] = small
        pair = (picture, blank) if generator.random() < 0.5 else (blank, picture)
        return np.concatenate(pair, axis=0 if is_below else 1)


@dataclass(frozen=True, kw_only=True)
class ScanNoise(Augmentation):
    """A scan: a slight skew, blur, a threshold that eats or fattens lines, and specks."""

    kind: ClassVar[str] = "scan-noise"
    label: ClassVar[str] = "Scan noise"
    help: ClassVar[str] = "Skews, blurs and specks the sheet as a scanner does."
    domain: ClassVar[Domain] = "drawings"
    probability: float = chance(0.3)
    skew: float = option(1.5, "Skew, up to so many degrees", (0, 10))
    specks: float = option(0.0003, "Part of the pixels that are specks", (0, 0.05))
    thresholded: float = option(0.5, "Part of the scans in pure black and white", (0, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The scanned sheet."""
        turn = Rotation(probability=1.0, degrees=(-self.skew, self.skew), fill="white")
        sheet = cv2.GaussianBlur(turn(picture, generator), (0, 0), drawn_between(generator, (0.4, 1.0))).astype(
            np.uint8
        )
        if generator.random() < self.thresholded:
            sheet = np.where(sheet < drawn_between(generator, (100, 200)), 0, _WHITE).astype(np.uint8)
        is_speck = generator.random(sheet.shape[:2]) < self.specks * drawn_between(generator, (0, 2))
        return _drawn(sheet, is_speck, 0)


@dataclass(frozen=True, kw_only=True)
class PartCrop(Augmentation):
    """A part of the figure, as detail views show."""

    kind: ClassVar[str] = "part-crop"
    label: ClassVar[str] = "Crop to a part"
    help: ClassVar[str] = "Shows a part of the drawing only."
    domain: ClassVar[Domain] = "drawings"
    probability: float = chance(0.1)
    side: tuple[float, float] = option((0.5, 0.9), "Part of each side", (0.05, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """A smaller picture."""
        height, width = picture.shape[:2]
        tall = max(1, round(height * drawn_between(generator, self.side)))
        wide = max(1, round(width * drawn_between(generator, self.side)))
        row = drawn_place(generator, height - tall)
        column = drawn_place(generator, width - wide)
        return picture[row : row + tall, column : column + wide].copy()
