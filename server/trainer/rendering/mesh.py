"""A model as the renderer sees it: welded triangles, and lines that its author drew himself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.rendering.errors import ModelFormatError

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int32]

# Vertices closer than this part of the model's diagonal are one vertex: well below a pixel of any picture, well above
# the rounding of a text file with six digits.
WELD_TOLERANCE = 2e-5


@dataclass(frozen=True)
class Mesh:
    """Welded triangles in a right-handed space: x to the right, y up, z towards who looks at the front.

    Attributes:
        vertices: [V, 3] float64, finite.
        faces: [F, 3] int32, no triangle twice, none without area; winding has no meaning.
        lines: [L, 2] int32, edges that are always drawn where they are visible.
        conditional_lines: [C, 4] int32, edges (first two) that are drawn where both control points (last two) appear
            on one side of them. LDraw calls them type 5.
        has_own_lines: whether `lines` and `conditional_lines` say all, as their author drew them; if not, more lines
            are found from the faces.
    """

    vertices: FloatArray
    faces: IndexArray
    lines: IndexArray
    conditional_lines: IndexArray
    has_own_lines: bool = False


def make_mesh(
    vertices: FloatArray,
    faces: NDArray[np.integer],
    lines: NDArray[np.integer] | None = None,
    conditional_lines: NDArray[np.integer] | None = None,
    *,
    source: str = "model",
) -> Mesh:
    """Weld vertices, drop repeated and empty triangles, and check that something is left.

    Args:
        vertices: [V, 3], any finite numbers.
        faces: [F, 3] rows of `vertices`.
        lines: [L, 2] rows of `vertices`; None means that lines are to be found from the faces.
        conditional_lines: [C, 4] rows of `vertices`.
        source: what to call the model in an error.

    Raises:
        ModelFormatError: no triangle has an area, an index points nowhere, or a vertex is not finite.
    """
    has_own_lines = lines is not None or conditional_lines is not None
    line_rows = _as_rows(lines, 2)
    conditional_rows = _as_rows(conditional_lines, 4)
    face_rows = _as_rows(faces, 3)
    _check(vertices, [face_rows, line_rows, conditional_rows], source)
    welded, row_of = _weld(vertices)
    face_rows = _drop_repeated(row_of[face_rows])
    face_rows = face_rows[_areas(welded, face_rows) > 0]
    if len(face_rows) == 0:
        raise ModelFormatError(
            f"{source}: expected at least one triangle with an area, found none in {len(faces)} faces.",
            "Export the model as a triangle mesh and check that it is not empty.",
        )
    return Mesh(welded, face_rows, row_of[line_rows], row_of[conditional_rows], has_own_lines)


def transformed(mesh: Mesh, matrix: FloatArray) -> Mesh:
    """The same mesh with every vertex v turned into matrix [3, 3] times v."""
    return Mesh(mesh.vertices @ matrix.T, mesh.faces, mesh.lines, mesh.conditional_lines, mesh.has_own_lines)


def _as_rows(rows: NDArray[np.integer] | None, width: int) -> IndexArray:
    return np.zeros((0, width), np.int32) if rows is None else np.asarray(rows, np.int32).reshape(-1, width)


def _check(vertices: FloatArray, tables: list[IndexArray], source: str) -> None:
    broken = np.flatnonzero(~np.isfinite(vertices).all(axis=1))
    if len(broken) > 0:
        raise ModelFormatError(
            f"{source}: expected finite coordinates, found {vertices[broken[0]].tolist()} at vertex {broken[0]} "
            f"({len(broken)} such vertices of {len(vertices)}).",
            "Export the model again; a division by zero or a lost reference point leaves such vertices.",
        )
    for table in tables:
        outside = table[(table < 0) | (table >= len(vertices))]
        if len(outside) > 0:
            raise ModelFormatError(
                f"{source}: expected vertex rows below {len(vertices)}, found {outside[0]}.",
                "The file is truncated or its faces were written for another vertex list; export it again.",
            )


def _weld(vertices: FloatArray) -> tuple[FloatArray, IndexArray]:
    """Merge near vertices.

    Two passes of rounding, the second with the grid moved by half a cell, so that a pair that straddles a cell border
    in the first pass meets in the second.
    """
    used = vertices.reshape(-1, 3)
    extent = float(np.linalg.norm(np.ptp(used, axis=0))) if len(used) > 0 else 0.0
    cell = max(extent * WELD_TOLERANCE, 1e-12)
    row_of = np.arange(len(used))
    kept = used
    for shift in (0.0, 0.5):
        keys = np.floor((kept - used.min(axis=0, initial=0)) / cell + shift).astype(np.int64)
        packed = (keys[:, 0] << 42) ^ (keys[:, 1] << 21) ^ keys[:, 2]
        _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
        kept = kept[first]
        row_of = inverse.reshape(-1)[row_of]
    return kept, row_of.astype(np.int32)


def _drop_repeated(faces: IndexArray) -> IndexArray:
    ordered = np.sort(faces, axis=1)
    distinct = (ordered[:, 0] != ordered[:, 1]) & (ordered[:, 1] != ordered[:, 2])
    faces, ordered = faces[distinct], ordered[distinct]
    _, first = np.unique(ordered, axis=0, return_index=True)
    return faces[np.sort(first)]


def _areas(vertices: FloatArray, faces: IndexArray) -> FloatArray:
    a, b, c = vertices[faces[:, 0]], vertices[faces[:, 1]], vertices[faces[:, 2]]
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
