"""R-MAC's grids of regions."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

_OVERLAP = 0.4


class Region(NamedTuple):
    """A rectangle of a feature map, in places."""

    left: int
    top: int
    width: int
    height: int


def tolias_regions(height: int, width: int, levels: int, *, in_single_precision: bool = False) -> list[Region]:
    """Overlapping squares of several sizes, level by level, rows then columns; without the whole map.

    Args:
        height: of the map.
        width: of the map.
        levels: L; level l has squares of side 2 min(H, W) / (l + 1).
        in_single_precision: cirtorch computes middles in float32, deep-retrieval in float64; they floor some
            borderline places differently.

    Returns:
        Regions; those of side 0 too, which deep-retrieval returns for tiny maps.

    Reference:
        Tolias et al., arXiv:1511.05879, section 3.2; cirtorch, layers/functional.py:roipool; figitaki/deep-retrieval
    """
    kind = np.float32 if in_single_precision else np.float64
    shorter, longer = min(height, width), max(height, width)
    extra = _extra_regions(shorter, longer - shorter, in_single_precision)
    extra_across, extra_down = (0, extra) if height > width else (extra, 0) if height < width else (0, 0)
    regions: list[Region] = []
    for level in range(1, levels + 1):
        side = math.floor(2 * shorter / (level + 1))
        half = math.floor(side / 2 - 1)
        lefts = _starts(width, side, half, level + extra_across, kind)
        tops = _starts(height, side, half, level + extra_down, kind)
        regions.extend(Region(left, top, side, side) for top in tops for left in lefts)
    return regions


def _extra_regions(shorter: int, rest: int, in_single_precision: bool) -> int:
    """How many regions more the longer side has: both programs choose in float32, and round a step differently.

    A number divided by a tensor is, in PyTorch, the tensor's reciprocal times the number.
    """
    intervals = np.arange(1, 7, dtype=np.float32)
    shares = (1 / intervals) * np.float32(rest) if in_single_precision else np.float32(rest) / intervals
    area = np.float32(shorter**2)
    overlaps = np.abs((area - np.float32(shorter) * shares) / area - np.float32(_OVERLAP))
    return int(np.argmin(overlaps)) + 1


def _starts(length: int, side: int, half: int, count: int, kind: type[np.floating]) -> list[int]:
    step = kind(0) if count == 1 else kind((length - side) / (count - 1))
    return [int(np.floor(kind(half) + kind(place) * step)) - half for place in range(count)]


def pyretri_regions(height: int, width: int, levels: int) -> list[Region]:
    """PyRetri's grid: whole steps, so that the far border need not be touched, and its own count of regions.

    The count along the longer side is the last one up to which the overlap of neighbors came no further from 0.4, plus
    one, with the steps between them rounded down.

    Reference:
        PyRetri, extract/aggregator/aggregators_impl/r_mac.py:_get_regions
    """
    shorter, longer = min(height, width), max(height, width)
    count = 1 if shorter == longer else _count_along(shorter, longer - shorter)
    down, across = (count, 1) if height > width else (1, count)
    regions: list[Region] = []
    for level in range(levels):
        side = int(2 / (level + 2) * shorter)
        step_down, step_across = (height - side) // (down + level), (width - side) // (across + level)
        regions.extend(
            Region(step_across * column, step_down * row, side, side)
            for row in range(down + level)
            for column in range(across + level)
        )
    return regions


def _count_along(shorter: int, rest: int) -> int:
    count, best = 1, 1.0
    while True:
        overlap = (shorter**2 - shorter * (rest // count)) / shorter**2
        if overlap > 0:
            distance = abs(overlap - _OVERLAP)
            if distance > best:
                return count
            best = distance
        count += 1
