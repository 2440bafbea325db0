"""From a mesh and a view to the lines of a drawing, and from those to a picture."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trainer.rendering.edges import EdgeTable, find_edges
from trainer.rendering.mesh import Mesh
from trainer.rendering.polylines import LineDrawing, join_pieces
from trainer.rendering.views import View, project
from trainer.rendering.visibility import BUFFER_CELLS, Scene, visible_pieces

# Pictures are drawn this much larger in black and white and then averaged, so there are 17 greys.
_OVERSAMPLING = 4
# Fractional bits of the coordinates that OpenCV draws.
_SHIFT = 4


@dataclass(frozen=True)
class LineStyle:
    """How lines look.

    Attributes:
        size: side of the square picture, in pixels.
        width: of inner lines, in pixels.
        outline_width: of the figure's border, in pixels.
    """

    size: int = 384
    width: float = 1.5
    outline_width: float = 2.0


def draw_lines(mesh: Mesh, view: View, edges: EdgeTable | None = None) -> LineDrawing:
    """The visible lines of a model in one view.

    Args:
        mesh: what to draw.
        view: from where.
        edges: `find_edges(mesh)`, if the caller has it already.

    Returns:
        Lines in picture coordinates, to be rasterized in any style; the same for the same input, always.
    """
    table = find_edges(mesh) if edges is None else edges
    seen = project(mesh, view)
    scene = Scene(seen.points * BUFFER_CELLS, seen.depths * BUFFER_CELLS, mesh.faces)
    return join_pieces(visible_pieces(scene, table), BUFFER_CELLS)


def rasterize(drawing: LineDrawing, style: LineStyle | None = None) -> NDArray[np.uint8]:
    """Draw lines black on white with round ends and joints.

    Args:
        drawing: lines in picture coordinates.
        style: size and widths; by default those of patent figures at 384 pixels.

    Returns:
        [size, size] uint8, 0 is ink, 255 is paper.
    """
    style = style or LineStyle()
    large = style.size * _OVERSAMPLING
    canvas = np.full((large, large), 255, np.uint8)
    # OpenCV counts from the middle of the first pixel.
    points = np.round((drawing.points * large - 0.5) * (1 << _SHIFT)).astype(np.int32)
    for is_outline, width in ((False, style.width), (True, style.outline_width)):
        chosen = [
            points[drawing.starts[line] : drawing.starts[line + 1]]
            for line in np.flatnonzero(drawing.is_outline == is_outline)
        ]
        thickness = max(round(width * _OVERSAMPLING), 1)
        cv2.polylines(canvas, chosen, False, 0, thickness, cv2.LINE_8, _SHIFT)
    small = cv2.resize(canvas, (style.size, style.size), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
