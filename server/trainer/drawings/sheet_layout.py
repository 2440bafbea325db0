"""Where figures lie on a sheet, by chance: one figure or two, turned, shifted, cropped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class LayoutOptions:
    """How far chance goes; probabilities in [0, 1].

    Attributes:
        two_figures: probability of a second figure of the same object on the sheet.
        quarter_turn: probability that the whole sheet lies turned by 90 or 270 degrees.
        upside_down: probability that it stands on its head.
        mirror: probability of a mirrored sheet.
        rotation_degrees: standard deviation of the figure's small turn.
        zoom: standard deviation of the logarithm of its size.
        stretch: standard deviation of the logarithm of width over height.
        shift: standard deviation of its place, as part of the side.
        part: probability of a crop to a part of the figure.
    """

    two_figures: float = 0.15
    quarter_turn: float = 0.15
    upside_down: float = 0.03
    mirror: float = 0.15
    rotation_degrees: float = 4.0
    zoom: float = 0.08
    stretch: float = 0.06
    shift: float = 0.02
    part: float = 0.08


@dataclass(frozen=True)
class Layout:
    """B sheets.

    Attributes:
        first: [B, 2, 3] float32, from sheet coordinates in [-1, 1] to those of the first figure's picture.
        second: [B, 2, 3] the same of the second figure; it sees nothing where there is none.
        has_second: [B] bool.
    """

    first: NDArray[np.float32]
    second: NDArray[np.float32]
    has_second: NDArray[np.bool_]


@dataclass(frozen=True)
class _Moves:
    """Small changes of B figures: turn in radians, factors of size and of width over height, and [B, 2] shift."""

    angle: FloatArray
    zoom: FloatArray
    stretch: FloatArray
    shift: FloatArray


def lay_out(
    boxes: FloatArray, has_label: NDArray[np.bool_], options: LayoutOptions, generator: np.random.Generator
) -> Layout:
    """Chooses B layouts.

    Args:
        boxes: [B, 2, 4] the ink's left, top, right and bottom in each of two pictures, in [0, 1].
        has_label: [B], whether a label needs room at an edge.
        options: see there.
        generator: of chance.
    """
    count = len(boxes)
    chance = generator.random((count, 5))
    has_second = chance[:, 0] < options.two_figures
    sheet = _turn_sheets(chance, options, generator)
    fill = np.where(has_label, generator.uniform(0.7, 0.95, count), generator.uniform(0.88, 1.0, count))
    is_part = (chance[:, 4] < options.part) & ~has_second
    fill = np.where(is_part, generator.uniform(1.1, 1.6, count), fill)
    extents = boxes[:, :, 2:] - boxes[:, :, :2]
    # Two figures share the sheet along the side on which the first is shorter.
    is_stacked = extents[:, 0, 0] >= extents[:, 0, 1]
    is_stacked ^= generator.random(count) < 0.2
    cells = np.full((count, 2), 2.0)
    cells[has_second & is_stacked, 1] = 0.96
    cells[has_second & ~is_stacked, 0] = 0.96
    offset = np.where(is_stacked[:, None], [[0.0, 0.5]], [[0.5, 0.0]]) * has_second[:, None]
    order = generator.choice([-1.0, 1.0], (count, 1))
    matrices = [
        _place(
            boxes[:, figure],
            cells * fill[:, None],
            offset * order * (1 - 2 * figure),
            _draw_moves(is_part, options, generator),
        )
        for figure in range(2)
    ]
    inverse_sheet = np.linalg.inv(sheet)
    first, second = (np.linalg.inv(matrix) @ inverse_sheet for matrix in matrices)
    second[~has_second, :, :2] = 0.0
    second[~has_second, :2, 2] = 4.0
    return Layout(first[:, :2].astype(np.float32), second[:, :2].astype(np.float32), has_second)


def _draw_moves(is_part: NDArray[np.bool_], options: LayoutOptions, generator: np.random.Generator) -> _Moves:
    count = len(is_part)
    shift = generator.normal(0, 2 * options.shift, (count, 2))
    shift += is_part[:, None] * generator.uniform(-0.4, 0.4, (count, 2))
    return _Moves(
        np.radians(generator.normal(0, options.rotation_degrees, count)),
        np.exp(generator.normal(0, options.zoom, count)),
        np.exp(generator.normal(0, options.stretch / 2, count)),
        shift,
    )


def _turn_sheets(chance: FloatArray, options: LayoutOptions, generator: np.random.Generator) -> FloatArray:
    """[B, 3, 3] whole-sheet turns by quarters and mirrors."""
    count = len(chance)
    quarters = np.where(chance[:, 1] < options.quarter_turn, generator.choice([1, 3], count), 0)
    quarters = np.where(chance[:, 2] < options.upside_down, 2, quarters)
    cosines, sines = np.array([1, 0, -1, 0])[quarters], np.array([0, 1, 0, -1])[quarters]
    mirror = np.where(chance[:, 3] < options.mirror, -1.0, 1.0)
    matrix = np.zeros((count, 3, 3))
    matrix[:, 0, 0], matrix[:, 0, 1] = cosines * mirror, -sines
    matrix[:, 1, 0], matrix[:, 1, 1] = sines * mirror, cosines
    matrix[:, 2, 2] = 1
    return matrix


def _place(boxes: FloatArray, cells: FloatArray, centers: FloatArray, moves: _Moves) -> FloatArray:
    """[B, 3, 3] from a picture's coordinates to the sheet's: its ink box fitted into a cell, and moved by chance.

    Args:
        boxes: [B, 4] in [0, 1].
        cells: [B, 2] width and height of the cells, in units of which the sheet measures 2.
        centers: [B, 2] of the cells.
        moves: see there.
    """
    extents = np.maximum(boxes[:, 2:] - boxes[:, :2], 0.02) * 2
    scale = (cells / extents).min(axis=1) * moves.zoom
    cosines, sines = np.cos(moves.angle), np.sin(moves.angle)
    matrix = np.zeros((len(boxes), 3, 3))
    matrix[:, 0, 0], matrix[:, 0, 1] = scale * moves.stretch * cosines, -scale / moves.stretch * sines
    matrix[:, 1, 0], matrix[:, 1, 1] = scale * moves.stretch * sines, scale / moves.stretch * cosines
    matrix[:, 2, 2] = 1
    middle = boxes[:, :2] + boxes[:, 2:] - 1  # of the box, in [-1, 1]
    matrix[:, :2, 2] = centers + moves.shift - (matrix[:, :2, :2] @ middle[:, :, None])[:, :, 0]
    return matrix
