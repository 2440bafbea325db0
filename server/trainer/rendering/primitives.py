"""Closed surfaces that procedural shapes are put together from, as plain triangles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.rendering.mesh import FloatArray, IndexArray


@dataclass(frozen=True)
class Surface:
    """Triangles that are not welded yet.

    Attributes:
        vertices: [V, 3] float64.
        faces: [F, 3] int32 rows of `vertices`.
    """

    vertices: FloatArray
    faces: IndexArray

    def placed(self, matrix: FloatArray, offset: FloatArray) -> Surface:
        """The same surface with every vertex v turned into matrix times v plus offset."""
        return Surface(self.vertices @ matrix.T + offset, self.faces)


def join_surfaces(surfaces: list[Surface]) -> Surface:
    """All triangles of several surfaces; they may pass through one another."""
    firsts = np.cumsum([0, *(len(each.vertices) for each in surfaces)])[:-1]
    return Surface(
        np.concatenate([each.vertices for each in surfaces]),
        np.concatenate([each.faces + first for each, first in zip(surfaces, firsts, strict=True)]).astype(np.int32),
    )


def stack_rings(rings: FloatArray, *, is_closed: bool = False) -> Surface:
    """A skin over rings of points, one after the other.

    Args:
        rings: [R, K, 3] float64, each ring closed; the first and the last are capped with a fan around their middle,
            so they must be star-shaped seen from there.
        is_closed: whether the last ring joins the first instead, as in a torus.
    """
    count, size, _ = rings.shape
    rows = np.arange(count * size, dtype=np.int32).reshape(count, size)
    lower = rows if is_closed else rows[:-1]
    upper = np.roll(rows, -1, axis=0) if is_closed else rows[1:]
    a, b = lower, np.roll(lower, -1, axis=1)
    c, d = upper, np.roll(upper, -1, axis=1)
    faces = np.concatenate([np.stack([a, b, d], axis=-1).reshape(-1, 3), np.stack([a, d, c], axis=-1).reshape(-1, 3)])
    vertices = rings.reshape(-1, 3)
    if is_closed:
        return Surface(vertices, faces)
    centers = rings[[0, -1]].mean(axis=1)
    caps = [
        np.stack([ring, np.roll(ring, -1), np.full(size, len(vertices) + end, np.int32)], axis=-1)
        for end, ring in enumerate((rows[0], rows[-1]))
    ]
    return Surface(np.concatenate([vertices, centers]), np.concatenate([faces, *caps]))


def extrude(outline: FloatArray, heights: FloatArray, scales: FloatArray, twist: float = 0.0) -> Surface:
    """An outline pulled along y, scaled and turned on its way.

    Args:
        outline: [K, 2], star-shaped around the origin.
        heights: [R] rising.
        scales: [R] above 0; the outline's size at each height.
        twist: turn between the first and the last height, in radians.
    """
    angles = twist * (heights - heights[0]) / max(float(heights[-1] - heights[0]), 1e-9)
    cosines, sines = np.cos(angles)[:, None], np.sin(angles)[:, None]
    x, z = outline[None, :, 0] * scales[:, None], outline[None, :, 1] * scales[:, None]
    y = np.broadcast_to(heights[:, None], x.shape)
    return stack_rings(np.stack([x * cosines - z * sines, y, x * sines + z * cosines], axis=-1))


def revolve(radii: FloatArray, heights: FloatArray, segments: int = 40) -> Surface:
    """A profile turned around the y axis: [R] radii above 0 at [R] heights."""
    angles = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    rings = np.stack(
        [
            radii[:, None] * np.cos(angles),
            np.broadcast_to(heights[:, None], (len(radii), segments)),
            radii[:, None] * np.sin(angles),
        ],
        axis=-1,
    )
    return stack_rings(rings)


def sweep(path: FloatArray, section: FloatArray, *, is_closed: bool = False) -> Surface:
    """A section carried along a path.

    Args:
        path: [R, 3], without sharp turns.
        section: [K, 2], star-shaped around the origin.
        is_closed: whether the path returns to its first point, which it must not repeat.
    """
    ahead = np.roll(path, -1, axis=0) if is_closed else np.concatenate([path[1:], path[-1:]])
    behind = np.roll(path, 1, axis=0) if is_closed else np.concatenate([path[:1], path[:-1]])
    tangents = ahead - behind
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True) + 1e-12
    # One direction that no tangent comes near keeps the section from turning about the path.
    spread = np.abs(tangents).max(axis=0)
    fixed = np.eye(3)[int(np.argmin(spread))]
    sides = np.cross(tangents, fixed)
    sides /= np.linalg.norm(sides, axis=1, keepdims=True) + 1e-12
    ups = np.cross(sides, tangents)
    rings = path[:, None] + section[None, :, :1] * sides[:, None] + section[None, :, 1:] * ups[:, None]
    return stack_rings(rings, is_closed=is_closed)
