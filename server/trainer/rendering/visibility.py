"""Hidden-line removal: which stretches of a model's edges the eye can see.

All triangles are drawn into a buffer that keeps the nearest triangle of each cell. A point of an edge is then compared
with the planes of the triangles in the cells around it, each continued to the very point, so that the triangles that
the edge belongs to, and those that lie on them, never hide it, however steeply they are seen.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.rendering.compiled import compiled
from trainer.rendering.edges import BORDER, SMOOTH, EdgeTable
from trainer.rendering.mesh import FloatArray, IndexArray

# Cells along one side of the buffer: four to a pixel of a 384-pixel picture.
BUFFER_CELLS = 1536

# All in cells. What lies this little behind a surface still counts as on it:
_DEPTH_TOLERANCE = 3.0
# Hidden gaps and visible pieces up to these lengths within one edge come from rounding and are filled or dropped.
_LONGEST_FILLED_GAP = 5.0
_SHORTEST_KEPT_PIECE = 4.0

# A triangle that appears narrower than this is seen edge-on.
_EDGE_ON = 0.02

_EMPTY = -1


class Scene(NamedTuple):
    """Triangles as the eye sees them.

    Attributes:
        points: [V, 2] in cells.
        depths: [V] in cells, away from the eye.
        faces: [F, 3].
    """

    points: FloatArray
    depths: FloatArray
    faces: IndexArray


class _Buffer(NamedTuple):
    """What the eye sees.

    Attributes:
        planes: [F, 5], depth = p0 x + p1 y + p2, clamped to p3..p4.
        nearest: [N, N] int32, the nearest triangle of each cell, or -1.
    """

    planes: FloatArray
    nearest: IndexArray


@compiled
def _draw_nearest(scene: Scene) -> _Buffer:
    points, depths, faces = scene
    cells = BUFFER_CELLS
    nearest = np.full((cells, cells), _EMPTY, np.int32)
    depth_of = np.full((cells, cells), np.inf, np.float32)
    planes = np.zeros((len(faces), 5))
    for face in range(len(faces)):
        a, b, c = faces[face]
        x0, y0, x1, y1, x2, y2 = points[a, 0], points[a, 1], points[b, 0], points[b, 1], points[c, 0], points[c, 1]
        z0, z1, z2 = depths[a], depths[b], depths[c]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if abs(area) < 1e-9:
            continue
        px = ((z1 - z0) * (y2 - y0) - (z2 - z0) * (y1 - y0)) / area
        py = ((x1 - x0) * (z2 - z0) - (x2 - x0) * (z1 - z0)) / area
        pz = z0 - px * x0 - py * y0
        z_low, z_high = min(z0, z1, z2), max(z0, z1, z2)
        planes[face] = (px, py, pz, z_low, z_high)
        first_row = max(int(np.ceil(min(y0, y1, y2) - 0.5)), 0)
        last_row = min(int(np.floor(max(y0, y1, y2) - 0.5)), cells - 1)
        for row in range(first_row, last_row + 1):
            y = row + 0.5
            left, right = np.inf, -np.inf
            for ax, ay, bx, by in ((x0, y0, x1, y1), (x1, y1, x2, y2), (x2, y2, x0, y0)):
                if (ay <= y) != (by <= y):
                    x = ax + (y - ay) * (bx - ax) / (by - ay)
                    left, right = min(left, x), max(right, x)
            if left > right:
                continue
            for column in range(max(int(np.ceil(left - 0.5)), 0), min(int(np.floor(right - 0.5)), cells - 1) + 1):
                z = px * (column + 0.5) + py * y + pz
                if z < depth_of[row, column]:
                    depth_of[row, column] = z
                    nearest[row, column] = face
    return _Buffer(planes, nearest)


@compiled
def _plane_depth(planes: FloatArray, face: int, x: float, y: float) -> float:
    depth = planes[face, 0] * x + planes[face, 1] * y + planes[face, 2]
    return min(max(depth, planes[face, 3]), planes[face, 4])


@compiled
def _look(buffer: _Buffer, x: float, y: float, z: float) -> tuple[bool, bool]:
    """Whether the point is seen, and whether it is seen against nothing (an outline of the figure)."""
    planes, nearest = buffer
    cells = nearest.shape[0]
    column, row = int(np.floor(x)), int(np.floor(y))
    hiding = 0
    against_nothing = False
    for j in range(row - 1, row + 2):
        for i in range(column - 1, column + 2):
            if i < 0 or j < 0 or i >= cells or j >= cells or nearest[j, i] == _EMPTY:
                against_nothing = True
            elif _plane_depth(planes, nearest[j, i], x, y) < z - _DEPTH_TOLERANCE:
                hiding += 1
    # A crack between badly joined triangles lets a cell or two of the nine look through.
    return hiding < 7, against_nothing


@compiled
def _is_level(buffer: _Buffer, x: float, y: float, dx: float, dy: float) -> bool:
    """Whether the surface goes on in one plane across an edge that runs along (dx, dy)."""
    planes, nearest = buffer
    cells = nearest.shape[0]
    reference = _EMPTY
    for step in range(-3, 4):
        column, row = int(np.floor(x - dy * step * 0.7)), int(np.floor(y + dx * step * 0.7))
        if column < 0 or row < 0 or column >= cells or row >= cells:
            return False
        face = nearest[row, column]
        if face == _EMPTY:
            return False
        if reference == _EMPTY:
            reference = face
            continue
        p, q = planes[reference], planes[face]
        cosine = (p[0] * q[0] + p[1] * q[1] + 1) / np.sqrt((p[0] ** 2 + p[1] ** 2 + 1) * (q[0] ** 2 + q[1] ** 2 + 1))
        if cosine < 0.985 or abs(_plane_depth(planes, reference, x, y) - _plane_depth(planes, face, x, y)) > 2.0:
            return False
    return True


@compiled
def _is_silhouette(points: FloatArray, a: int, b: int, c: int, d: int) -> bool:
    """Whether the third corners c and d appear on one side of the edge from a to b."""
    ex, ey = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
    side_c = ex * (points[c, 1] - points[a, 1]) - ey * (points[c, 0] - points[a, 0])
    side_d = ex * (points[d, 1] - points[a, 1]) - ey * (points[d, 0] - points[a, 0])
    # A triangle seen edge-on has no side: of the two edges where a surface turns away, at least one must be drawn.
    edge_on = _EDGE_ON * np.sqrt(ex * ex + ey * ey)
    return side_c * side_d > 0 or abs(side_c) < edge_on or abs(side_d) < edge_on


@compiled
def _smooth_over(flags: NDArray[np.bool_], gap: int, piece: int) -> None:
    """Fill short runs of False between True, then drop short runs of True that do not span all."""
    for wanted, longest in ((False, gap), (True, piece)):
        start = 0
        while start < len(flags):
            end = start
            while end < len(flags) and flags[end] == flags[start]:
                end += 1
            is_inner_gap = not wanted and start > 0 and end < len(flags)
            is_part = wanted and (start > 0 or end < len(flags))
            if flags[start] == wanted and end - start <= longest and (is_inner_gap or is_part):
                flags[start:end] = not wanted
            start = end


@compiled
def visible_pieces(scene: Scene, edges: EdgeTable) -> FloatArray:
    """Find the visible stretches of edges.

    Args:
        scene: the triangles that may hide them.
        edges: rows of the scene's points.

    Returns:
        [S, 5]: x0, y0, x1, y1 in cells, and 1 where the stretch is an outline of the figure, else 0.
    """
    points, depths, _ = scene
    ends, controls, kinds = edges
    buffer = _draw_nearest(scene)
    found = np.empty((256, 5))
    count = 0
    for edge in range(len(ends)):
        a, b = ends[edge]
        if kinds[edge] == SMOOTH and not _is_silhouette(points, a, b, controls[edge, 0], controls[edge, 1]):
            continue
        dx, dy, dz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], depths[b] - depths[a]
        length = np.sqrt(dx * dx + dy * dy)
        if length < 1e-6:
            continue
        samples = max(int(np.ceil(length / 1.5)), 1)
        seen = np.zeros(samples, np.bool_)
        outline = np.zeros(samples, np.bool_)
        for sample in range(samples):
            t = (sample + 0.5) / samples
            x, y = points[a, 0] + t * dx, points[a, 1] + t * dy
            seen[sample], outline[sample] = _look(buffer, x, y, float(depths[a] + t * dz))
            if seen[sample] and (kinds[edge] == BORDER or kinds[edge] == SMOOTH):
                seen[sample] = not _is_level(buffer, x, y, dx / length, dy / length)
        step = length / samples
        _smooth_over(seen, int(_LONGEST_FILLED_GAP / step), int(_SHORTEST_KEPT_PIECE / step))
        _smooth_over(outline, int(_LONGEST_FILLED_GAP / step), int(_SHORTEST_KEPT_PIECE / step))
        start = 0
        while start < samples:
            end = start
            while end < samples and seen[end] == seen[start] and outline[end] == outline[start]:
                end += 1
            if seen[start]:
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                t0, t1 = start / samples, end / samples
                found[count, 0] = points[a, 0] + t0 * dx
                found[count, 1] = points[a, 1] + t0 * dy
                found[count, 2] = points[a, 0] + t1 * dx
                found[count, 3] = points[a, 1] + t1 * dy
                found[count, 4] = outline[start]
                count += 1
            start = end
    return found[:count]
