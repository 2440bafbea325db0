from pathlib import Path

import numpy as np
import pytest

from trainer.rendering.drawing import draw_lines
from trainer.rendering.errors import ModelFormatError
from trainer.rendering.ldraw import load_ldraw_part
from trainer.rendering.views import VIEWS

VIEW = {view.name: view for view in VIEWS}

# An open square tube along LDraw's y axis, of four quads around, with lines at its top and conditional lines upright.
TUBE = """0 Tube
4 16 1 0 1 1 0 -1 1 2 -1 1 2 1
4 16 1 0 -1 -1 0 -1 -1 2 -1 1 2 -1
4 16 -1 0 -1 -1 0 1 -1 2 1 -1 2 -1
4 16 -1 0 1 1 0 1 1 2 1 -1 2 1
2 24 1 0 1 1 0 -1
2 24 1 0 -1 -1 0 -1
2 24 -1 0 -1 -1 0 1
2 24 -1 0 1 1 0 1
5 24 1 0 1 1 2 1 1 0 -1 -1 0 1
5 24 -1 0 1 -1 2 1 -1 0 -1 1 0 1
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "parts" / "s").mkdir(parents=True)
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "tube.dat").write_text(TUBE)
    # The sub-part scales the tube by 10 and moves it down by 5; the part mirrors it and names it in capitals.
    (tmp_path / "parts" / "s" / "sub.dat").write_text("0 Sub\n1 16 0 5 0 10 0 0 0 10 0 0 0 10 tube.dat\n")
    (tmp_path / "parts" / "part.dat").write_text("0 Part\n\n1 16 0 0 0 -1 0 0 0 1 0 0 0 1 s\\SUB.DAT\n")
    return tmp_path


def test_a_part_is_flattened_through_its_files_and_stands_upright(library: Path) -> None:
    mesh = load_ldraw_part(library / "parts" / "part.dat")
    assert mesh.has_own_lines
    assert len(mesh.faces) == 8
    assert len(mesh.lines) == 4
    assert len(mesh.conditional_lines) == 2
    # LDraw's y of 5 to 25 points down.
    assert np.ptp(mesh.vertices, axis=0) == pytest.approx([20, 20, 20])
    assert mesh.vertices[:, 1].max() == pytest.approx(-5)
    assert set(np.round(mesh.vertices[mesh.lines].reshape(-1, 3)[:, 1], 6)) == {-5.0}


def test_a_conditional_line_shows_only_as_a_silhouette(library: Path) -> None:
    mesh = load_ldraw_part(library / "parts" / "part.dat")

    def uprights(view: str) -> int:
        lines = draw_lines(mesh, VIEW[view]).lines()
        return sum(bool(np.ptp(line[:, 1]) > 0.4 and np.ptp(line[:, 0]) < 0.15) for line in lines)

    # The conditional lines are the two corners at the back of the tube, its other corners have no lines. Straight on
    # both are silhouettes; from a corner one is, and the other is a fold inside the figure.
    assert uprights("back") == 2
    assert uprights("perspective-left") == 1
    assert uprights("perspective-right") == 1


def test_the_official_rule_decides_by_the_sides_of_the_control_points(tmp_path: Path) -> None:
    roof = "3 16 0 0 0 10 0 0 5 -10 0\n"
    same, other = tmp_path / "same.dat", tmp_path / "other.dat"
    same.write_text(roof + "5 24 0 0 -1 10 0 -1 5 -5 -1 5 -7 -1\n")
    other.write_text(roof + "5 24 0 0 -1 10 0 -1 5 5 -1 5 -5 -1\n")
    assert len(draw_lines(load_ldraw_part(same), VIEW["front"]).lines()) == 1
    assert draw_lines(load_ldraw_part(other), VIEW["front"]).lines() == []


def test_a_missing_file_is_named_with_who_places_it(library: Path) -> None:
    (library / "p" / "tube.dat").unlink()
    with pytest.raises(ModelFormatError, match=r"sub\.dat: expected the file 'tube\.dat'") as missing:
        load_ldraw_part(library / "parts" / "part.dat")
    assert "--ldraw" in missing.value.hint


def test_a_broken_line_is_named_by_its_number(library: Path) -> None:
    path = library / "parts" / "cut.dat"
    path.write_text("0 Cut\n3 16 0 0 0 1 0 0 0 1\n")
    with pytest.raises(ModelFormatError, match=r"cut\.dat line 2: expected 9 numbers"):
        load_ldraw_part(path)


def test_a_part_that_places_itself_is_refused(library: Path) -> None:
    path = library / "parts" / "loop.dat"
    path.write_text("1 16 0 0 0 1 0 0 0 1 0 0 0 1 loop.dat\n")
    with pytest.raises(ModelFormatError, match="nested"):
        load_ldraw_part(path)
