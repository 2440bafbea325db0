import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from trainer.__main__ import main
from trainer.errors import PictureError
from trainer.pictures import open_picture
from trainer.sheets import sheet_of

SERVER = Path(__file__).parents[2]


def embed(table: Path, checkpoint: Path, *options: str) -> Any:
    out = table.with_suffix(".npz")
    paths = ["--items", str(table), "--checkpoint", str(checkpoint), "--out", str(out)]
    return np.load(out) if main(["embed", *paths, *options]) == 0 else None


def faults_of(stored: Any) -> dict[str, str]:
    return {fault["path"]: fault["message"] for fault in json.loads(str(stored["faults"]))}


def test_unreadable_pictures_are_told_and_the_others_come_out_as_ever(tiny_checkpoint: Path, drawings: Path) -> None:
    whole = embed(drawings, tiny_checkpoint)
    (drawings.parent / "bar1.png").write_bytes(b"")
    (drawings.parent / "cross0.png").write_bytes(b"%PDF-1.4 and so on")
    (drawings.parent / "post2.png").unlink()
    stored = embed(drawings, tiny_checkpoint, "--skip-unreadable")
    faults = faults_of(stored)
    assert list(faults) == ["bar1.png", "cross0.png", "post2.png"]
    assert "embedded in the page only" in faults["cross0.png"]
    kept = [row for row, path in enumerate(whole["paths"]) if path not in faults]
    assert stored["paths"].tolist() == whole["paths"][kept].tolist()
    np.testing.assert_allclose(stored["vectors"], whole["vectors"][kept], atol=1e-6)


def test_a_table_of_nothing_readable_has_no_vectors_but_their_dimension(tiny_checkpoint: Path, drawings: Path) -> None:
    for picture in drawings.parent.glob("*.png"):
        picture.unlink()
    stored = embed(drawings, tiny_checkpoint, "--skip-unreadable")
    assert stored["vectors"].shape == (0, 12)
    assert stored["paths"].shape == (0,)
    assert len(faults_of(stored)) == 9


def test_pictures_may_lie_elsewhere_than_the_table_but_no_link_leads_out(
    tiny_checkpoint: Path, drawings: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = drawings.parent
    outside = tmp_path_factory.mktemp("outside")
    (folder / "bar0.png").rename(outside / "bar0.png")
    (folder / "bar0.png").symlink_to(outside / "bar0.png")
    (folder / "bar1.png").unlink()
    (folder / "bar1.png").symlink_to("bar2.png")
    table = outside / "items.csv"
    table.write_text(drawings.read_text())
    stored = embed(table, tiny_checkpoint, "--folder", str(folder), "--skip-unreadable")
    assert list(faults_of(stored)) == ["bar0.png"]
    assert "leaves the folder" in faults_of(stored)["bar0.png"]
    np.testing.assert_array_equal(stored["vectors"][0], stored["vectors"][1])


def test_faults_fail_the_command_where_they_may_not_be_skipped(tiny_checkpoint: Path, drawings: Path) -> None:
    (drawings.parent / "bar1.png").unlink()
    assert embed(drawings, tiny_checkpoint, "--folder", str(drawings.parent)) is None


def test_progress_is_told_as_events(tiny_checkpoint: Path, drawings: Path) -> None:
    out = drawings.with_suffix(".npz")
    paths = ["--items", str(drawings), "--checkpoint", str(tiny_checkpoint), "--out", str(out)]
    command = [sys.executable, "-m", "trainer", "embed", *paths, "--skip-unreadable", "--events"]
    with subprocess.Popen(command, cwd=SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout is not None
        lines = job.stdout.read().splitlines()
        assert job.wait() == 0
    events = [json.loads(line) for line in lines if line.startswith("{")]
    assert {event["kind"] for event in events} == {"progress"}
    assert events[0]["total"] is None
    assert (events[-1]["done"], events[-1]["total"]) == (9, 9)
    assert events[-1]["stage"].startswith("embedding on ")


def test_a_job_ends_with_the_companion_that_started_it(tiny_checkpoint: Path, drawings: Path) -> None:
    paths = ["--items", str(drawings), "--checkpoint", str(tiny_checkpoint), "--out", str(drawings.with_suffix(".npz"))]
    command = [sys.executable, "-m", "trainer", "embed", *paths, "--events"]
    ended = subprocess.run(command, cwd=SERVER, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert ended.returncode == 130


@pytest.mark.parametrize(
    ("item", "path", "page"),
    [
        ("a.pdf", "a.pdf", 0),
        ("a.pdf#page=1", "a.pdf", 0),
        ("d/a.tif#page=12", "d/a.tif", 11),
        ("a.tif#page=0", "a.tif#page=0", 0),
        ("a.tif#page=02", "a.tif#page=02", 0),
        ("a#page=2.png", "a#page=2.png", 0),
        ("a#page=2#page=3", "a#page=2", 2),
        ("a.tif#page=2\n", "a.tif#page=2\n", 0),
    ],
)
def test_sheets_are_named_as_in_the_page(item: str, path: str, page: int) -> None:
    assert (sheet_of(item).path, sheet_of(item).page) == (path, page)


def test_pages_of_a_tiff_are_counted_without_reduced_copies_and_masks(tmp_path: Path) -> None:
    with TiffImagePlugin.AppendingTiffWriter(str(tmp_path / "sheets.tif"), new=True) as file:
        for size, subfile in [((30, 20), 0), ((15, 10), 1), ((40, 20), 2), ((40, 20), 4)]:
            tags = TiffImagePlugin.ImageFileDirectory_v2()
            tags[254] = subfile
            Image.new("1", size, 1).save(file, format="TIFF", tiffinfo=tags, compression="group4")
            file.newFrame()
    assert open_picture(tmp_path / "sheets.tif").shape == (20, 30, 1)
    assert open_picture(tmp_path / "sheets.tif", 1).shape == (20, 40, 1)
    with pytest.raises(PictureError, match="expected a page 3, found 2"):
        open_picture(tmp_path / "sheets.tif", 2)


def test_only_a_tiff_has_a_second_page(tmp_path: Path) -> None:
    frames = [Image.new("L", (4, 4), level) for level in (0, 255)]
    frames[0].save(tmp_path / "frames.gif", save_all=True, append_images=frames[1:])
    with pytest.raises(PictureError, match="expected a page 2, found 1"):
        open_picture(tmp_path / "frames.gif", 1)
