import argparse
import csv
import zipfile
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from trainer.rendering import command, sample_gallery
from trainer.rendering.errors import ModelFormatError, PackageFormatError
from trainer.rendering.furniture import read_package, recognize_license
from trainer.rendering.household import choose_queries, shows_something, split_groups
from trainer.rendering.loading import load_model
from trainer.rendering.similarity import describe_views, group_nearly_same

CUBE = "".join(f"v {x} {y} {z}\n" for x in (0, 1) for y in (0, 1) for z in (0, 2)) + (
    "f 1 2 4 3\nf 5 6 8 7\nf 1 2 6 5\nf 3 4 8 7\nf 1 3 7 5\nf 2 4 8 6\n"
)


class Command(Protocol):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...


def options(module: Command, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    return parser.parse_args(words)


def test_rendering_goes_on_past_broken_models_and_lists_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    (models / "deep").mkdir(parents=True)
    (models / "cube.obj").write_text(CUBE)
    with zipfile.ZipFile(models / "deep" / "cube.zip", "w") as archive:
        archive.writestr("inner/cube.obj", CUBE)
    (models / "empty.obj").write_text("")
    (models / "nan.obj").write_text(CUBE.replace("v 0 0 0", "v nan 0 0"))
    (models / "cut.stl").write_bytes(b"solid x\nfacet normal 0 0")
    (models / "cut.zip").write_bytes(b"PK\x03\x04")
    (models / "lost.dat").write_text("1 16 0 0 0 1 0 0 0 1 0 0 0 1 nowhere.dat\n")
    out = tmp_path / "out"
    assert command.run(options(command, "--models", str(models), "--out", str(out), "--size", "64")) == 0
    printed = capsys.readouterr().out
    for name in ("empty", "nan", "cut", "lost"):
        assert f"left out {name}:" in printed
    assert "pictures a second" in printed
    with (out / "items.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["label"] for row in rows} == {"cube", "deep/cube"}
    assert len(rows) == 16
    assert all((out / row["path"]).stat().st_size > 50 for row in rows)


def test_a_folder_without_models_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelFormatError, match="found none"):
        command.run(options(command, "--models", str(tmp_path), "--out", str(tmp_path / "out")))


def test_an_stl_with_z_up_stands_upright(tmp_path: Path) -> None:
    path = tmp_path / "spike.stl"
    corners = ["0 0 0", "1 0 0", "0 0 5"]
    facet = "facet normal 0 1 0\nouter loop\n" + "".join(f"vertex {c}\n" for c in corners) + "endloop\nendfacet\n"
    path.write_text(f"solid s\n{facet}endsolid s\n")
    assert np.ptp(load_model(path).vertices, axis=0) == pytest.approx([1, 5, 0])


def test_licenses_are_recognized_only_where_they_are_clear() -> None:
    assert recognize_license("see http://creativecommons.org/licenses/by/3.0/") == "CC BY 3.0"
    assert recognize_license("http://creativecommons.org/licenses/by/3.0/us/ twice: .../licenses/") == "CC BY 3.0 US"
    assert recognize_license("Released under\nCC-0") == "CC0 1.0"
    assert recognize_license("http://creativecommons.org/licenses/by-nc/3.0/") is None
    assert recognize_license("http://creativecommons.org/licenses/by-sa/3.0/") is None
    assert recognize_license("GNU General Public License") is None
    assert recognize_license("creativecommons.org/licenses/by/3.0 or creativecommons.org/licenses/by/4.0") is None


def make_package(folder: Path) -> None:
    folder.mkdir()
    with zipfile.ZipFile(folder / "Little.sh3f", "w") as archive:
        entries = "version=1.8\n"
        for number in range(1, 7):
            entries += (
                f"id#{number}=Little#box{number}\nname#{number}=Caf\\u00e9 box {number}\ncategory#{number}=Office\n"
            )
            entries += f"creator#{number}=Ann | Bob\nmodel#{number}=/little/box{number}/box.obj\n"
            # Each box is deeper than the last; the sixth is the fifth again.
            depth = min(number, 5) ** 2 / 4
            archive.writestr(f"little/box{number}/box.obj", CUBE.replace(" 2\n", f" {depth}\n"))
        archive.writestr("PluginFurnitureCatalog.properties", entries)
        archive.writestr("LICENSE.TXT", "http://creativecommons.org/licenses/by/3.0/")
        archive.writestr("little/box2/LICENSE.txt", "http://creativecommons.org/licenses/by-nc/3.0/")


def test_the_package_is_read_with_titles_authors_and_licenses(tmp_path: Path) -> None:
    make_package(tmp_path / "package")
    package = read_package(tmp_path / "package")
    assert [each.name for each in package.objects] == [f"little-box{n}" for n in (1, 3, 4, 5, 6)]
    assert package.objects[0].title == "Café box 1"
    assert "neither" in package.left_out["little-box2"]
    assert package.versions == ("Little 1.8",)
    with pytest.raises(PackageFormatError, match="sh3f"):
        read_package(tmp_path / "nowhere")


def test_the_gallery_is_the_same_every_time_and_credits_everyone(tmp_path: Path) -> None:
    make_package(tmp_path / "package")
    made: list[dict[str, bytes]] = []
    for run in ("first", "second"):
        out = tmp_path / run
        words = ["--package", str(tmp_path / "package"), "--out", str(out / "sample"), "--credits", str(out / "C.md")]
        assert sample_gallery.run(options(sample_gallery, *words, "--split-table", str(out / "split.csv"))) == 0
        made.append({p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    assert made[0] == made[1]
    split = list(csv.DictReader(made[0]["split.csv"].decode().splitlines()))
    sides = {row["object"]: row["split"] for row in split}
    assert (sides["little-box5"] == "train") == (sides["little-box6"] == "train")
    shipped = [name for name, side in sides.items() if side == "test"]
    page = made[0]["C.md"].decode()
    assert all(f"| {name} |" in page for name in shipped)
    assert "Ann \\| Bob" in page


def test_a_split_that_exists_decides_and_objects_it_does_not_name_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_package(tmp_path / "package")
    table = tmp_path / "split.csv"
    table.write_text("object,split,title,author,license\nlittle-box1,test,,,\nlittle-box5,train,,,\n")
    words = ["--package", str(tmp_path / "package"), "--out", str(tmp_path / "sample"), "--split-table", str(table)]
    words += ["--credits", str(tmp_path / "C.md"), "--train-out", str(tmp_path / "train")]
    assert sample_gallery.run(options(sample_gallery, *words)) == 0
    assert "left out little-box3: the split table does not name it" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "train" / "pictures").iterdir()} == {"little-box5"}
    assert {row["label"] for row in csv.DictReader((tmp_path / "sample" / "items.csv").open())} == {"little-box1"}


def test_groups_are_never_divided_and_the_share_is_kept() -> None:
    groups = [[n] for n in range(90)] + [list(range(90, 100))]
    chosen = split_groups(groups, seed=3)
    assert len(chosen) == 60
    assert len(chosen & set(groups[-1])) in {0, 10}
    assert chosen == split_groups(groups, seed=3) != split_groups(groups, seed=4)


def picture(*boxes: tuple[int, int, int, int]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    canvas = np.full((96, 96), 255, np.uint8)
    for top, left, bottom, right in boxes:
        canvas[top:bottom, left] = canvas[top:bottom, right] = 0
        canvas[top, left:right] = canvas[bottom, left:right] = 0
    return canvas


def test_mirrored_objects_are_nearly_the_same_and_others_are_not() -> None:
    left, right = picture((10, 10, 80, 40), (20, 10, 30, 80)), picture((30, 20, 60, 90))
    first = {"front": left, "left": left, "right": right}
    mirrored = {"front": left[:, ::-1], "left": right[:, ::-1], "right": left[:, ::-1]}
    other = {"front": right, "left": right, "right": right}
    objects = [first, other, mirrored]
    vectors = np.stack([describe_views(each) for each in objects])
    flipped = np.stack([describe_views(each, mirrored=True) for each in objects])
    assert group_nearly_same(vectors, flipped) == [[0, 2], [1]]


def test_a_query_shows_something_no_other_picture_shows() -> None:
    rich = picture((10, 10, 80, 80), (20, 20, 70, 70), (30, 30, 60, 60))
    strip = picture((45, 10, 50, 80))
    assert shows_something(rich)
    assert not shows_something(strip)
    assert not shows_something(picture())
    unique = rich.copy()
    unique[40, 40] = 0
    pictures = {
        "a": {"front": rich, "back": unique, "bottom": picture((5, 5, 90, 90), (9, 9, 70, 70), (11, 11, 50, 50))},
        "b": {"front": rich, "back": strip},
    }
    assert choose_queries(pictures) == {"a": "back"}
