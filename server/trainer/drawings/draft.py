"""From lines and a style to ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from trainer.drawings.draft_style import DraftStyle, shading_pattern
from trainer.rendering.mesh import FloatArray
from trainer.rendering.polylines import LineDrawing

_OVERSAMPLING = 2
_SHIFT = 4
_PAPER_BELOW = 90
_LEAST_REGION, _LARGEST_REGION = 0.0015, 0.35
"""Regions outside these parts of the picture are not shaded."""


def draft(drawing: LineDrawing, style: DraftStyle, size: int, generator: np.random.Generator) -> NDArray[np.uint8]:
    """Draws thin lines, three quarters of a pixel wide, so that a reader can thicken them to any width.

    Args:
        drawing: lines in the unit square.
        style: which lines are broken and which regions shaded.
        size: side of the picture in pixels.
        generator: chooses the lines and regions.

    Returns:
        [size, size] uint8, 255 is ink.
    """
    large = size * _OVERSAMPLING
    lines = [line * large - 0.5 for line in drawing.lines()]
    if style.dashed_share > 0:
        lines = _break_some(lines, drawing.is_outline, style, large, generator)
    canvas = np.zeros((large, large), np.uint8)
    fixed = [np.round(line * (1 << _SHIFT)).astype(np.int32) for line in lines]
    cv2.polylines(canvas, fixed, False, 255, 1, cv2.LINE_AA, _SHIFT)
    ink = np.asarray(cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA), np.uint8)
    ink = np.minimum(ink.astype(np.uint16) * 2, 255).astype(np.uint8)
    if style.shading == "none":
        return ink
    return _shade(ink, style, generator)


def _break_some(
    lines: list[FloatArray],
    is_outline: NDArray[np.bool_],
    style: DraftStyle,
    side: int,
    generator: np.random.Generator,
) -> list[FloatArray]:
    """Breaks the lines on one side of a cut through the picture: what is not claimed lies together."""
    direction = generator.normal(size=2)
    places = np.array([line.mean(axis=0) @ direction for line in lines])
    order = np.argsort(np.argsort(places)) / max(len(lines), 1)
    is_broken = order < style.dashed_share
    if generator.random() < 0.3:
        is_broken &= ~is_outline
    broken: list[FloatArray] = []
    for line, is_dashed in zip(lines, is_broken, strict=True):
        if is_dashed:
            broken.extend(break_line(line, style.dash * side, style.gap * side))
        else:
            broken.append(line)
    return broken


def break_line(line: FloatArray, dash: float, gap: float) -> list[FloatArray]:
    """The dashes of a line.

    Args:
        line: [n, 2].
        dash: length of a dash in the unit of the line, above 0.
        gap: length of a gap.

    Returns:
        Pieces along the line, each at least two points; the first begins where the line does.
    """
    lengths = np.hypot(*np.diff(line, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(lengths)])
    starts = np.arange(0.0, at[-1], dash + gap)
    pieces: list[FloatArray] = []
    for start in starts:
        end = min(start + dash, at[-1])
        inner = line[(at > start) & (at < end)]
        ends = [[np.interp(place, at, line[:, 0]), np.interp(place, at, line[:, 1])] for place in (start, end)]
        pieces.append(np.concatenate([[ends[0]], inner, [ends[1]]]))
    return pieces


def _shade(ink: NDArray[np.uint8], style: DraftStyle, generator: np.random.Generator) -> NDArray[np.uint8]:
    size = len(ink)
    found, labels = cv2.connectedComponents((ink < _PAPER_BELOW).astype(np.uint8), connectivity=4)
    count, regions = int(found), np.asarray(labels, np.int64)
    areas = np.bincount(regions.ravel(), minlength=count) / size**2
    able = (areas > _LEAST_REGION) & (areas < _LARGEST_REGION)
    able[0] = False  # the ink itself
    border = np.unique(np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]]))
    able[border] = False
    chosen = able & (generator.random(count) < style.shaded_share)
    pattern = shading_pattern(style, size, generator) * 255
    return np.maximum(ink, np.where(chosen[regions], pattern, 0).astype(np.uint8))
