"""Descriptors without a network, to measure a checkpoint against: raw pixels and HOG."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trainer.manifest import Filter, InputRules
from trainer.pictures import Pixels
from trainer.preprocessing import crop_by_rule, resize_by_rule
from trainer.vectors import unit_rows

PIXEL_SIDE = 64
HOG_SIDE = 128
CELL = 16
ORIENTATIONS = 9
CLIP = 0.2

Vector = NDArray[np.float32]


def raw_pixels(pixels: Pixels, rules: InputRules) -> Vector:
    """The picture itself, 64 x 64 gray minus its mean: [4096] float32, unit length."""
    gray = _gray_square(pixels, rules, PIXEL_SIDE, "bilinear")
    return unit_rows((gray - gray.mean()).reshape(1, -1))[0]


def histogram_of_gradients(pixels: Pixels, rules: InputRules) -> Vector:
    """HOG on 128 x 128 gray: cells of 16, 9 unsigned orientations, blocks of 2 x 2 cells, clipped at 0.2.

    Returns:
        [7 * 7 * 4 * 9] float32, unit length.

    Reference:
        Dalal and Triggs, Histograms of oriented gradients for human detection, CVPR 2005
    """
    gray = _gray_square(pixels, rules, HOG_SIDE, "bilinear")
    vertical, horizontal = np.gradient(gray)
    magnitude = np.hypot(vertical, horizontal)
    position = np.mod(np.arctan2(vertical, horizontal) / np.pi, 1.0) * ORIENTATIONS
    lower = np.floor(position).astype(np.intp) % ORIENTATIONS
    share = position - np.floor(position)
    cells = HOG_SIDE // CELL
    rows, columns = np.indices(gray.shape) // CELL
    histogram = np.zeros((cells, cells, ORIENTATIONS))
    np.add.at(histogram, (rows, columns, lower), magnitude * (1 - share))
    np.add.at(histogram, (rows, columns, (lower + 1) % ORIENTATIONS), magnitude * share)
    corners = [histogram[top : top + cells - 1, left : left + cells - 1] for top in (0, 1) for left in (0, 1)]
    blocks = np.concatenate(corners, axis=2).reshape(-1, 4 * ORIENTATIONS)
    clipped = np.minimum(unit_rows(blocks), CLIP)
    return unit_rows(unit_rows(clipped).reshape(1, -1))[0].astype(np.float32)


def _gray_square(pixels: Pixels, rules: InputRules, side: int, filter_name: Filter) -> Vector:
    """The checkpoint's crop, letterboxed to a small gray square on white: [side, side] float32 in [0, 1]."""
    changes = {"height": side, "width": side, "resize": "letterbox", "filter": filter_name, "color": "gray-as-rgb"}
    small = rules.model_copy(update={**changes, "fill": 255})
    return resize_by_rule(crop_by_rule(pixels, small), small)[:, :, 0].astype(np.float32) / np.float32(255)
