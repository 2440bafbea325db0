from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from trainer.rendering.drawing import LineStyle, draw_lines, rasterize
from trainer.rendering.edges import BORDER, CREASE, SMOOTH, find_edges
from trainer.rendering.errors import ModelFormatError
from trainer.rendering.intersections import with_intersections
from trainer.rendering.mesh import FloatArray, Mesh, make_mesh
from trainer.rendering.polylines import LineDrawing
from trainer.rendering.views import VIEWS, View, project

VIEW = {view.name: view for view in VIEWS}
# A cell of the visibility buffer is a quarter of a pixel at 384.
PIXEL = 1 / 384

_CUBE_QUADS = np.asarray([(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])
_CUBE_FACES = np.concatenate([_CUBE_QUADS[:, [0, 1, 2]], _CUBE_QUADS[:, [0, 2, 3]]])


def box(size: tuple[float, float, float] = (1, 1, 1), at: tuple[float, float, float] = (0, 0, 0)) -> Mesh:
    corners = np.asarray([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float64)
    return make_mesh(corners * size + at, _CUBE_FACES)


def joined(*meshes: Mesh) -> Mesh:
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = [mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)]
    return make_mesh(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(faces))


def lathe(profile: list[tuple[float, float]], sides: int = 48) -> Mesh:
    """Turn (radius, height) points around the y axis."""
    angles = np.arange(sides) * 2 * np.pi / sides
    rings = [np.stack([r * np.cos(angles), np.full(sides, y), r * np.sin(angles)], axis=1) for r, y in profile]
    faces: list[tuple[int, int, int]] = []
    for ring in range(len(profile) - 1):
        for side in range(sides):
            a, b = ring * sides + side, ring * sides + (side + 1) % sides
            faces += [(a, b, a + sides), (b, b + sides, a + sides)]
    return make_mesh(np.concatenate(rings), np.asarray(faces))


def total_length(drawing: LineDrawing) -> float:
    return sum(float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum()) for line in drawing.lines())


def straight_edges(drawing: LineDrawing) -> list[FloatArray]:
    """The straight parts of all lines."""
    edges = [np.stack(pair) for line in drawing.lines() for pair in pairwise(line)]
    return [edge for edge in edges if np.linalg.norm(edge[1] - edge[0]) > PIXEL]


def test_a_cube_has_twelve_creases_and_flat_diagonals() -> None:
    kinds = find_edges(box()).kinds
    assert (kinds == CREASE).sum() == 12
    assert (kinds == SMOOTH).sum() == 6


def test_a_cube_shows_nine_edges_in_perspective_and_four_from_the_front() -> None:
    assert len(straight_edges(draw_lines(box(), VIEW["perspective-left"]))) == 9
    front = draw_lines(box(), VIEW["front"])
    assert len(straight_edges(front)) == 4
    assert total_length(front) == pytest.approx(4 * 0.88, abs=4 * PIXEL)
    assert front.is_outline.all()


def test_a_cube_in_front_hides_the_right_part_of_another() -> None:
    # Two unit squares seen from the front, the nearer moved by (0.5, 0.5): of the farther one's border a quarter of
    # two sides is hidden, so 3 of its 4 units of length are seen, beside all 4 of the nearer one.
    scene = joined(box(at=(0, 0, 0)), box(at=(0.5, 0.5, 3)))
    scale = 0.88 / 1.5
    drawing = draw_lines(scene, VIEW["front"])
    assert total_length(drawing) == pytest.approx(7 * scale, abs=4 * PIXEL)
    hidden_corner = np.asarray([0.5, 0.5]) + np.asarray([1 - 0.75, -(1 - 0.75)]) * scale
    nearest = min(float(np.linalg.norm(line - hidden_corner, axis=1).min()) for line in drawing.lines())
    assert nearest > 0.2 * scale


def test_a_fine_sphere_is_a_circle_and_nothing_else() -> None:
    angles = np.linspace(-np.pi / 2, np.pi / 2, 33)
    sphere = lathe([(float(np.cos(a)) + 1e-9, float(np.sin(a))) for a in angles], sides=64)
    drawing = draw_lines(sphere, VIEW["front"])
    radii = np.linalg.norm(drawing.points - 0.5, axis=1)
    assert np.abs(radii - 0.44).max() < 1.5 * PIXEL
    assert total_length(drawing) == pytest.approx(2 * np.pi * 0.44, rel=0.01)


def test_a_cylinder_is_two_rims_and_two_silhouettes() -> None:
    cylinder = lathe([(1e-9, -1), (0.5, -1), (0.5, 1), (1e-9, 1)])
    kinds = find_edges(cylinder).kinds
    assert (kinds == CREASE).sum() == 2 * 48
    front = draw_lines(cylinder, VIEW["front"])
    # A rectangle: the rims are seen edge-on, no line runs down between the silhouettes.
    assert total_length(front) == pytest.approx(0.88 * (1 + 1 + 0.5 + 0.5), abs=8 * PIXEL)
    slanted = draw_lines(cylinder, VIEW["perspective-left"])
    upright = [edge for edge in straight_edges(slanted) if np.ptp(edge[:, 1]) > 0.4]
    assert len(upright) == 2


def test_winding_and_doubled_faces_change_nothing() -> None:
    plain = box()
    faces = plain.faces.copy()
    faces[::2] = faces[::2, ::-1]
    messy = make_mesh(np.concatenate([plain.vertices, plain.vertices]), np.concatenate([faces, plain.faces + 8]))
    expected = rasterize(draw_lines(plain, VIEW["perspective-right"]))
    assert np.array_equal(rasterize(draw_lines(messy, VIEW["perspective-right"])), expected)


def test_a_crack_between_level_faces_is_not_a_line() -> None:
    # One square of the front is cut in two that share no vertex along the cut.
    left, right = (
        [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)],
        [(1, 0, 0), (2, 0, 0), (2, 1, 0), (1, 0.5, 0), (1, 1, 0)],
    )
    faces = np.asarray([(0, 1, 2), (0, 2, 3), (4, 5, 7), (5, 6, 7), (7, 6, 8)])
    sheet = make_mesh(np.asarray(left + right, np.float64), faces)
    assert (find_edges(sheet).kinds == BORDER).sum() > 6
    assert total_length(draw_lines(sheet, VIEW["front"])) == pytest.approx(0.88 * 3, abs=4 * PIXEL)


def test_parts_that_run_into_one_another_meet_in_a_line() -> None:
    # A post pushed into a slab: the line where it enters is drawn although neither part has an edge there.
    scene = joined(box((4, 1, 4)), box((1, 2, 1), at=(1.5, 0.5, 1.5)))
    without, complete = draw_lines(scene, VIEW["top"]), with_intersections(scene)
    assert len(complete.lines) >= 4
    length = np.linalg.norm(complete.vertices[complete.lines[:, 0]] - complete.vertices[complete.lines[:, 1]], axis=1)
    assert length.sum() == pytest.approx(4)
    slanted = VIEW["perspective-left"]
    assert total_length(draw_lines(complete, slanted)) > total_length(draw_lines(scene, slanted)) + 0.1
    assert total_length(without) == pytest.approx(total_length(draw_lines(complete, VIEW["top"])), abs=4 * PIXEL)


def test_a_figure_is_centered_and_keeps_its_margin() -> None:
    for view in VIEWS:
        points = project(box((1, 2, 3)), view).points
        low, high = points.min(axis=0), points.max(axis=0)
        assert (low + high) / 2 == pytest.approx([0.5, 0.5])
        assert (high - low).max() == pytest.approx(0.88)


def test_depth_is_affine_along_a_line_under_perspective() -> None:
    ends_and_middle = np.asarray([(0, 0, 0), (2, 1, 5), (1, 0.5, 2.5), (0, 3, 0)], np.float64)
    seen = project(make_mesh(ends_and_middle, np.asarray([(0, 1, 3), (0, 2, 3)])), VIEW["perspective-left"])
    order = np.lexsort(seen.points.T)
    points, depths = seen.points[order], seen.depths[order]
    triples = [(i, j, k) for i in range(4) for j in range(4) for k in range(4) if len({i, j, k}) == 3]
    on_line = next(t for t in triples if abs(np.linalg.det(np.c_[points[list(t)], np.ones(3)])) < 1e-12)
    assert abs(np.linalg.det(np.c_[points[list(on_line)][:, :1], depths[list(on_line)], np.ones(3)])) < 1e-9


def test_the_views_are_the_eight_of_a_figure_sheet() -> None:
    assert [view.name for view in VIEWS] == [
        "perspective-left",
        "perspective-right",
        "front",
        "back",
        "left",
        "right",
        "top",
        "bottom",
    ]
    assert sum(view.is_perspective for view in VIEWS) == 2


def test_left_shows_what_lies_at_negative_x() -> None:
    # A small knob on the left side points at the eye in the left view and is hidden in the right one.
    scene = joined(box((1, 1, 1)), box((0.2, 0.2, 0.2), at=(-0.2, 0.4, 0.4)))
    assert total_length(draw_lines(scene, VIEW["left"])) > total_length(draw_lines(scene, VIEW["right"])) + 0.5


def test_the_same_model_gives_the_same_picture() -> None:
    first, second = (rasterize(draw_lines(lathe([(0.3, 0), (1, 1), (0.2, 2)]), VIEW["top"])) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_style_sets_size_and_width() -> None:
    drawing = draw_lines(box(), VIEW["front"])
    thin, thick = (rasterize(drawing, LineStyle(200, width, width)) for width in (1.0, 3.0))
    assert thin.shape == (200, 200)
    ink = [float((255 - picture.astype(np.float64)).sum() / 255) for picture in (thin, thick)]
    assert ink[0] == pytest.approx(4 * 0.88 * 200 * 1.0, rel=0.3)
    assert ink[1] / ink[0] == pytest.approx(3, rel=0.3)


def test_random_boxes_hide_as_a_naive_ray_test_says() -> None:
    """Naive twin: points of box edges against every other box, by exact intervals along the line of sight."""
    random = np.random.default_rng(7)
    for _ in range(4):
        lows = random.uniform(0, 4, (5, 3))
        sizes = random.uniform(0.5, 1.5, (5, 3))
        scene = joined(*(box(tuple(size), at=tuple(low)) for low, size in zip(lows, sizes, strict=True)))
        picture = rasterize(draw_lines(scene, View("front", (0, 0, 1))))
        projected = project(scene, VIEW["front"])
        corner = scene.vertices[:, :2]
        scale = np.ptp(projected.points[:, 0]) / np.ptp(corner[:, 0])
        origin = projected.points[0] - corner[0] * (scale, -scale)
        for low, size in zip(lows, sizes, strict=True):
            for t in (0.13, 0.37, 0.71):
                point = low + size * (t, 1, 1)  # on the upper front edge
                inside = (lows[:, :2] + 0.05 < point[:2]).all(1) & (point[:2] < (lows + sizes)[:, :2] - 0.05).all(1)
                near = (np.abs(lows[:, :2] - point[:2]) < 0.06).any(1) | (
                    np.abs((lows + sizes)[:, :2] - point[:2]) < 0.06
                ).any(1)
                is_hidden = (inside & ((lows + sizes)[:, 2] > point[2] + 0.05)).any()
                is_unclear = (near.sum() > 1) or ((lows[:, 2] < point[2]) & inside).any()
                if is_unclear and not is_hidden:
                    continue
                column, row = ((origin + point[:2] * (scale, -scale)) * 384).astype(int)
                has_ink = picture[row - 1 : row + 2, column - 1 : column + 2].min() < 128
                if not is_hidden:
                    assert has_ink


def test_an_empty_or_broken_mesh_is_refused_with_its_values() -> None:
    with pytest.raises(ModelFormatError, match="found none in 1 faces") as nothing:
        make_mesh(np.zeros((3, 3)), np.asarray([(0, 1, 2)]))
    assert nothing.value.hint
    with pytest.raises(ModelFormatError, match=r"found \[nan, 0\.0, 0\.0\] at vertex 1"):
        make_mesh(np.asarray([(0, 0, 0), (np.nan, 0, 0), (0, 1, 0)]), np.asarray([(0, 1, 2)]))
    with pytest.raises(ModelFormatError, match="below 3, found 9"):
        make_mesh(np.eye(3), np.asarray([(0, 1, 9)]))


def test_a_file_name_without_a_known_suffix_is_refused(tmp_path: Path) -> None:
    from trainer.rendering.loading import load_model

    with pytest.raises(ModelFormatError, match=r"\.step"):
        load_model(tmp_path / "part.step")
