"""Which edges of a mesh can be lines of a drawing, decided once for all views.

Winding has no say here: an edge is judged by where the third corners of its triangles lie, so that models whose faces
are turned inside out, or doubled, come out right.
"""

from dataclasses import dataclass

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
OWN_LINE = 3  # drawn by the model's author


@dataclass(frozen=True)
class EdgeTable:
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
        mesh: welded triangles; if it has its own lines, only those are listed.
        crease_degrees: the least fold between two triangles that is drawn from everywhere.

    Returns:
        All edges of the triangles, or all lines of the author's.
    """
    if mesh.has_own_lines:
        none = np.full((len(mesh.lines), 2), -1, np.int32)
        return EdgeTable(
            np.concatenate([mesh.lines, mesh.conditional_lines[:, :2]]),
            np.concatenate([none, mesh.conditional_lines[:, 2:]]),
            np.repeat(np.asarray([OWN_LINE, SMOOTH], np.uint8), [len(mesh.lines), len(mesh.conditional_lines)]),
        )
    sides = mesh.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    thirds = mesh.faces[:, [2, 0, 1]].reshape(-1)
    low, high = sides.min(axis=1), sides.max(axis=1)
    keys = low.astype(np.int64) * len(mesh.vertices) + high
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    counts = np.diff(starts, append=len(order))
    kinds, controls = _judge(
        mesh.vertices, low[order], high[order], thirds[order], starts, counts, np.cos(np.radians(crease_degrees))
    )
    first = order[starts]
    return EdgeTable(np.stack([low[first], high[first]], axis=1), controls, kinds)


# Triangles that leave an edge within about half a degree of one another lie on one another.
_ONE_DIRECTION = 1 - 4e-5


@compiled
def _judge(
    vertices: FloatArray,
    low: IndexArray,
    high: IndexArray,
    thirds: IndexArray,
    starts: NDArray[np.int64],
    counts: NDArray[np.int64],
    cosine_of_crease: float,
) -> tuple[NDArray[np.uint8], IndexArray]:
    kinds = np.empty(len(starts), np.uint8)
    controls = np.full((len(starts), 2), -1, np.int32)
    for edge in range(len(starts)):
        first = starts[edge]
        origin = vertices[low[first]]
        along = vertices[high[first]] - origin
        along = along / np.sqrt((along * along).sum())
        # The distinct directions in which triangles leave this edge; four tell all that matters.
        leaving = np.empty((4, 3))
        corner = np.empty(4, np.int32)
        distinct = 0
        for row in range(first, first + counts[edge]):
            side = vertices[thirds[row]] - origin
            side = side - along * (side * along).sum()
            side = side / np.sqrt((side * side).sum())
            is_known = False
            for other in range(distinct):
                is_known |= (leaving[other] * side).sum() > _ONE_DIRECTION
            if not is_known and distinct < 4:
                leaving[distinct] = side
                corner[distinct] = thirds[row]
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
