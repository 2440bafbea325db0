"""Leaves out lines that a draftsman would not draw: those that only thicken others, and stray dashes."""

import numpy as np
from numpy.typing import NDArray

from trainer.rendering.compiled import compiled
from trainer.rendering.mesh import FloatArray

# All in cells of the visibility buffer, four to a pixel at 384 pixels.
# Nearer than this, lines of usual width run into one another:
_CROWDED = 4
# A line is left out if this share of it lies so near to lines that matter more, and no more than this is not.
_CROWDED_SHARE = 0.75
_LONGEST_LOSS = 16
# A line that ends on no other at either end is a stray dash up to this length: a fold that is a crease only here.
_LONGEST_DASH = 130.0
# How far from a line's end another line counts as touched.
_TOUCH = 5

_FREE = -1


@compiled
def choose_lines(
    points: FloatArray, starts: NDArray[np.int64], is_outline: NDArray[np.bool_], cells: int
) -> NDArray[np.bool_]:
    """Mark the lines to keep.

    Args:
        points: [P, 2] in cells.
        starts: [L + 1], line l is points[starts[l]:starts[l + 1]].
        is_outline: [L]; outlines are always kept, longer lines come before shorter ones.
        cells: what one side of the picture measures.

    Returns:
        [L] bool.
    """
    lines = len(starts) - 1
    lengths = np.zeros(lines)
    for line in range(lines):
        for point in range(starts[line] + 1, starts[line + 1]):
            lengths[line] += np.sqrt(((points[point] - points[point - 1]) ** 2).sum())
    owner = np.full((cells, cells), _FREE, np.int32)
    kept = np.zeros(lines, np.bool_)
    order = np.argsort(-(lengths + is_outline * 1e9), kind="mergesort")
    for line in order:
        covered, samples = _trace(points, starts, line, owner, False)
        is_crowded = covered >= _CROWDED_SHARE * samples and samples - covered <= _LONGEST_LOSS
        kept[line] = is_outline[line] or not is_crowded
        if kept[line]:
            _trace(points, starts, line, owner, True)
    for line in order[::-1]:
        if kept[line] and not is_outline[line] and lengths[line] <= _LONGEST_DASH:
            first, last = points[starts[line]], points[starts[line + 1] - 1]
            is_closed = ((first - last) ** 2).sum() < 1
            kept[line] = is_closed or _touches(owner, first, line) or _touches(owner, last, line)
    return kept


@compiled
def _trace(
    points: FloatArray, starts: NDArray[np.int64], line: int, owner: NDArray[np.int32], claims: bool
) -> tuple[int, int]:
    """Walk along a line; count samples near other lines and all samples, or claim the cells passed through."""
    cells = owner.shape[0]
    covered, samples = 0, 0
    for point in range(starts[line] + 1, starts[line + 1]):
        x, y = points[point - 1, 0], points[point - 1, 1]
        dx, dy = points[point, 0] - x, points[point, 1] - y
        steps = int(np.ceil(np.sqrt(dx * dx + dy * dy))) + 1
        for step in range(steps):
            column, row = int(x + dx * step / steps), int(y + dy * step / steps)
            if claims:
                if 0 <= column < cells and 0 <= row < cells:
                    owner[row, column] = line
            else:
                samples += 1
                covered += _is_near(owner, column, row, line, _CROWDED)
    return covered, max(samples, 1)


@compiled
def _is_near(owner: NDArray[np.int32], column: int, row: int, line: int, reach: int) -> bool:
    cells = owner.shape[0]
    for j in range(max(row - reach, 0), min(row + reach + 1, cells)):
        for i in range(max(column - reach, 0), min(column + reach + 1, cells)):
            is_inside = (i - column) ** 2 + (j - row) ** 2 <= reach * reach
            if is_inside and owner[j, i] != _FREE and owner[j, i] != line:
                return True
    return False


@compiled
def _touches(owner: NDArray[np.int32], end: FloatArray, line: int) -> bool:
    return _is_near(owner, int(end[0]), int(end[1]), line, _TOUCH)
