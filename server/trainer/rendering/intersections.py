"""Lines where parts of a model run into one another.

Models are often put together from parts that overlap, a leg pushed into a seat, without an edge where their surfaces
meet. A draftsman draws a line there, so the lines are computed: every pair of triangles that cross gives a segment.
Candidate pairs come from a uniform grid; a pair is looked at only in the cell of the lower corner of its common box.

Reference: Möller, A fast triangle-triangle intersection test, Journal of Graphics Tools 2(2), 1997.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.rendering.compiled import compiled
from trainer.rendering.mesh import FloatArray, IndexArray, Mesh

# A corner counts as beyond a plane from this part of the model's diagonal on: parts that only touch do not cross.
_BEYOND = 2e-4
# Surfaces that meet at less than about 15 degrees are layers of one another; their line would be noise.
_LEAST_SINE = 0.26
_MOST_CELLS_A_SIDE = 64
_MOST_ENTRIES = 3_000_000


def with_intersections(mesh: Mesh) -> Mesh:
    """The mesh with the lines along which its triangles cross added to its own lines."""
    corners = mesh.vertices[mesh.faces]
    low, high = corners.min(axis=1), corners.max(axis=1)
    start, extent = low.min(axis=0), np.maximum(np.ptp(corners.reshape(-1, 3), axis=0), 1e-9)
    side = int(np.clip(np.cbrt(len(mesh.faces)) * 1.5, 1, _MOST_CELLS_A_SIDE))
    while True:
        first = np.clip(((low - start) / extent * side).astype(np.int32), 0, side - 1)
        last = np.clip(((high - start) / extent * side).astype(np.int32), 0, side - 1)
        if int((last - first + 1).prod(axis=1, dtype=np.int64).sum()) <= _MOST_ENTRIES or side == 1:
            break
        side //= 2
    cell_starts, entries = _fill_grid(first, last, side)
    tolerance = _BEYOND * float(np.linalg.norm(extent))
    ends = _cross_pairs(mesh.faces, corners, _Grid(side, first, cell_starts, entries), tolerance)
    rows = len(mesh.vertices) + np.arange(len(ends), dtype=np.int32).reshape(-1, 2)
    return replace(mesh, vertices=np.concatenate([mesh.vertices, ends]), lines=np.concatenate([mesh.lines, rows]))


class _Grid(NamedTuple):
    """Triangles by cell: cell c holds entries[starts[c]:starts[c + 1]], rising; `first` is each one's lowest cell."""

    side: int
    first: IndexArray
    starts: NDArray[np.int64]
    entries: IndexArray


@compiled
def _fill_grid(first: IndexArray, last: IndexArray, side: int) -> tuple[NDArray[np.int64], IndexArray]:
    """Where each cell's triangles start, [side**3 + 1], and the triangles."""
    starts = np.zeros(side**3 + 1, np.int64)
    entries = np.empty(0, np.int32)
    cursor = starts
    for is_filling in (False, True):
        if is_filling:
            starts = np.cumsum(starts)
            entries = np.empty(starts[-1], np.int32)
            cursor = starts[:-1].copy()
        for face in range(len(first)):
            for i in range(first[face, 0], last[face, 0] + 1):
                for j in range(first[face, 1], last[face, 1] + 1):
                    for k in range(first[face, 2], last[face, 2] + 1):
                        cell = (i * side + j) * side + k
                        if is_filling:
                            entries[cursor[cell]] = face
                            cursor[cell] += 1
                        else:
                            starts[cell + 1] += 1
    return starts, entries


@compiled
def _cross_pairs(faces: IndexArray, corners: FloatArray, grid: _Grid, tolerance: float) -> FloatArray:
    """End points of all segments, [2 S, 3]."""
    found = np.empty((256, 3))
    count = 0
    segment = np.empty((2, 3))
    side = grid.side
    for cell in range(side**3):
        place = (cell // (side * side), cell // side % side, cell % side)
        for p in range(grid.starts[cell], grid.starts[cell + 1]):
            a = grid.entries[p]
            for q in range(p + 1, grid.starts[cell + 1]):
                b = grid.entries[q]
                is_here = True
                for axis in range(3):
                    is_here &= max(grid.first[a, axis], grid.first[b, axis]) == place[axis]
                if not is_here or _share_corner(faces, a, b) or not _boxes_meet(corners[a], corners[b]):
                    continue
                if _cross(corners[a], corners[b], tolerance, segment):
                    if count + 2 > len(found):
                        found = np.concatenate((found, np.empty_like(found)))
                    found[count : count + 2] = segment
                    count += 2
    return found[:count]


@compiled
def _share_corner(faces: IndexArray, a: int, b: int) -> bool:
    for i in range(3):
        for j in range(3):
            if faces[a, i] == faces[b, j]:
                return True
    return False


@compiled
def _boxes_meet(a: FloatArray, b: FloatArray) -> bool:
    for axis in range(3):
        if min(a[0, axis], a[1, axis], a[2, axis]) > max(b[0, axis], b[1, axis], b[2, axis]):
            return False
        if min(b[0, axis], b[1, axis], b[2, axis]) > max(a[0, axis], a[1, axis], a[2, axis]):
            return False
    return True


@compiled
def _unit_normal(triangle: FloatArray) -> FloatArray:
    normal = np.cross(triangle[1] - triangle[0], triangle[2] - triangle[0])
    return normal / np.sqrt((normal * normal).sum())


@compiled
def _cut(triangle: FloatArray, point: FloatArray, normal: FloatArray, tolerance: float, ends: FloatArray) -> bool:
    """Where a plane cuts a triangle; False if the triangle lies, within tolerance, on one side."""
    heights = np.empty(3)
    for corner in range(3):
        heights[corner] = ((triangle[corner] - point) * normal).sum()
    if heights.max() < tolerance or heights.min() > -tolerance:
        return False
    count = 0
    for corner in range(3):
        after = (corner + 1) % 3
        if (heights[corner] < 0) != (heights[after] < 0) and count < 2:
            t = heights[corner] / (heights[corner] - heights[after])
            ends[count] = triangle[corner] + t * (triangle[after] - triangle[corner])
            count += 1
    return count == 2


@compiled
def _cross(a: FloatArray, b: FloatArray, tolerance: float, segment: FloatArray) -> bool:
    """Write the segment two triangles have in common; False if they do not cross."""
    normal_a, normal_b = _unit_normal(a), _unit_normal(b)
    along = np.cross(normal_a, normal_b)
    if (along * along).sum() < _LEAST_SINE * _LEAST_SINE:
        return False
    ends = np.empty((4, 3))
    if not _cut(a, b[0], normal_b, tolerance, ends[:2]) or not _cut(b, a[0], normal_a, tolerance, ends[2:]):
        return False
    places = np.empty(4)
    for end in range(4):
        places[end] = (ends[end] * along).sum()
    a_low, a_high = (0, 1) if places[0] < places[1] else (1, 0)
    b_low, b_high = (2, 3) if places[2] < places[3] else (3, 2)
    low = a_low if places[a_low] > places[b_low] else b_low
    high = a_high if places[a_high] < places[b_high] else b_high
    if places[low] >= places[high]:
        return False
    segment[0] = ends[low]
    segment[1] = ends[high]
    return True
