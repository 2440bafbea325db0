"""Which edges of a mesh can be lines of a drawing, decided once for all views.

Winding has no say here: an edge is judged by where the third corners of its triangles lie, so that models whose faces
are turned inside out, or doubled, come out right.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.rendering.compiled import compiled
from trainer.rendering.mesh import FloatArray, IndexArray, Mesh

# A fold of fewer degrees is taken for the tessellation of a curved surface.
CREASE_DEGREES = 33.0

# What an edge is; the compiled code needs plain numbers.
CREASE = 0  # always drawn where visible
BORDER = 1  # a surface ends here, or three meet; drawn unless the surface goes on without a step
SMOOTH = 2  # drawn where it is a silhouette
OWN_LINE = 3  # one of the mesh's own lines, always drawn where visible


class EdgeTable(NamedTuple):
    """Edges that some view may draw.

    Attributes:
        ends: [E, 2] int32, rows of the mesh's vertices.
        controls: [E, 2] int32, third corners of the two triangles of a SMOOTH edge; -1 for other kinds.
        kinds: [E] uint8, one of CREASE, BORDER, SMOOTH, OWN_LINE.
    """

    ends: IndexArray
    controls: IndexArray
    kinds: NDArray[np.uint8]


def find_edges(mesh: Mesh, crease_degrees: float = CREASE_DEGREES) -> EdgeTable:
    """List the edges that can become lines.

    Args:
        mesh: welded triangles.
        crease_degrees: the least fold between two triangles that is drawn from everywhere.

    Returns:
        The mesh's own lines; and, unless those say all, every edge of its triangles.
    """
    own = EdgeTable(mesh.lines, np.full((len(mesh.lines), 2), -1, np.int32), _kinds(OWN_LINE, len(mesh.lines)))
    if mesh.has_own_lines:
        conditional = mesh.conditional_lines
        found = EdgeTable(conditional[:, :2], conditional[:, 2:], _kinds(SMOOTH, len(conditional)))
    else:
        found = _find_face_edges(mesh, crease_degrees)
    return EdgeTable(
        np.concatenate([found.ends, own.ends]),
        np.concatenate([found.controls, own.controls]),
        np.concatenate([found.kinds, own.kinds]),
    )


def _kinds(kind: int, count: int) -> NDArray[np.uint8]:
    return np.full(count, kind, np.uint8)


def _find_face_edges(mesh: Mesh, crease_degrees: float) -> EdgeTable:
    sides = mesh.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    thirds = mesh.faces[:, [2, 0, 1]].reshape(-1)
    low, high = sides.min(axis=1), sides.max(axis=1)
    keys = low.astype(np.int64) * len(mesh.vertices) + high
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    counts = np.diff(starts, append=len(order))
    sorted_sides = _SortedSides(low[order], high[order], thirds[order], starts, counts)
    kinds, controls = _judge(mesh.vertices, sorted_sides, float(np.cos(np.radians(crease_degrees))))
    first = order[starts]
    return EdgeTable(np.stack([low[first], high[first]], axis=1), controls, kinds)


class _SortedSides(NamedTuple):
    """Sides of triangles, [3 F], those of one edge in a row; edge e has counts[e] of them from starts[e] on."""

    low: IndexArray
    high: IndexArray
    thirds: IndexArray
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]


# Triangles that leave an edge within about half a degree of one another lie on one another.
_ONE_DIRECTION = 1 - 4e-5


@compiled
def _judge(vertices: FloatArray, sides: _SortedSides, cosine_of_crease: float) -> tuple[NDArray[np.uint8], IndexArray]:
    kinds = np.empty(len(sides.starts), np.uint8)
    controls = np.full((len(kinds), 2), -1, np.int32)
    for edge in range(len(kinds)):
        first = sides.starts[edge]
        origin = vertices[sides.low[first]]
        along = vertices[sides.high[first]] - origin
        along = along / np.sqrt((along * along).sum())
        # The distinct directions in which triangles leave this edge; four tell all that matters.
        leaving = np.empty((4, 3))
        corner = np.empty(4, np.int32)
        distinct = 0
        for row in range(first, first + sides.counts[edge]):
            side = vertices[sides.thirds[row]] - origin
            side = side - along * (side * along).sum()
            side = side / np.sqrt((side * side).sum())
            is_known = False
            for other in range(distinct):
                is_known |= (leaving[other] * side).sum() > _ONE_DIRECTION
            if not is_known and distinct < 4:
                leaving[distinct] = side
                corner[distinct] = sides.thirds[row]
                distinct += 1
        if distinct != 2:
            kinds[edge] = BORDER
            continue
        cosine = -(leaving[0] * leaving[1]).sum()
        if cosine < cosine_of_crease:
            kinds[edge] = CREASE
        else:
            kinds[edge] = SMOOTH
            controls[edge, 0] = corner[0]
            controls[edge, 1] = corner[1]
    return kinds, controls
