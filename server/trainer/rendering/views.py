"""The eight views of a figure sheet, and the projection of a model into each."""

from dataclasses import dataclass

import numpy as np

from trainer.rendering.mesh import FloatArray, Mesh

# The eye of a perspective view stands this many radii of the model from its center: near enough that parallels
# visibly converge, far enough that nothing looks distorted.
EYE_DISTANCE = 4.5


@dataclass(frozen=True)
class View:
    """A direction to look from.

    Attributes:
        name: what files and item tables call it.
        toward_eye: from the model to the eye, any length; x right, y up, z out of the front.
        up: what points up in the picture.
        is_perspective: whether parallels converge.
    """

    name: str
    toward_eye: tuple[float, float, float]
    up: tuple[float, float, float] = (0.0, 1.0, 0.0)
    is_perspective: bool = False


# The order is that of a design patent's figures: perspective first, then the elevations.
VIEWS = (
    View("perspective-left", (-0.62, 0.5, 1.0), is_perspective=True),
    View("perspective-right", (0.62, 0.5, 1.0), is_perspective=True),
    View("front", (0.0, 0.0, 1.0)),
    View("back", (0.0, 0.0, -1.0)),
    View("left", (-1.0, 0.0, 0.0)),
    View("right", (1.0, 0.0, 0.0)),
    View("top", (0.0, 1.0, 0.0), (0.0, 0.0, -1.0)),
    View("bottom", (0.0, -1.0, 0.0), (0.0, 0.0, 1.0)),
)


@dataclass(frozen=True)
class Projection:
    """A model's vertices as the eye sees them.

    Attributes:
        points: [V, 2] in the unit square, x to the right and y down; the figure is centered and leaves `margin`.
        depths: [V] in the same unit, growing away from the eye. Also under perspective depth is an affine function of
            the picture point on any plane, so triangles and lines can be interpolated linearly.
    """

    points: FloatArray
    depths: FloatArray


def project(mesh: Mesh, view: View, margin: float = 0.06) -> Projection:
    """Place a model's vertices in the picture of a view.

    Args:
        mesh: what to look at.
        view: where from.
        margin: what stays empty on the two tighter sides, as part of the picture, in [0, 0.5).

    Returns:
        The vertices in picture coordinates.
    """
    used = np.unique(mesh.faces)
    low, high = mesh.vertices[used].min(axis=0), mesh.vertices[used].max(axis=0)
    radius = float(np.linalg.norm(high - low)) / 2
    eye_axes = (mesh.vertices - (low + high) / 2) @ _axes(view).T / radius
    points, depths = eye_axes[:, :2] * (1.0, -1.0), -eye_axes[:, 2]
    if view.is_perspective:
        distance = EYE_DISTANCE + depths
        points = points * (EYE_DISTANCE / distance)[:, None]
        # Minus one over distance is affine on the picture of a plane; scaled to agree with distance at the center.
        depths = EYE_DISTANCE - EYE_DISTANCE**2 / distance
    low2, high2 = points[used].min(axis=0), points[used].max(axis=0)
    scale = (1 - 2 * margin) / max(float((high2 - low2).max()), 1e-9)
    return Projection((points - (low2 + high2) / 2) * scale + 0.5, depths * scale)


def _axes(view: View) -> FloatArray:
    """Rows: right, up and toward the eye, as unit vectors of the model's space."""
    toward = np.asarray(view.toward_eye, np.float64)
    toward = toward / np.linalg.norm(toward)
    right = np.cross(np.asarray(view.up, np.float64), toward)
    right = right / np.linalg.norm(right)
    return np.stack([right, np.cross(toward, right), toward])
