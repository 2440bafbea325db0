import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from trainer.__main__ import main
from trainer.checkpoints import open_checkpoint


def failed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The JSON line that standard error ends with."""
    return json.loads(capsys.readouterr().err.splitlines()[-1])


def test_embed_writes_unit_vectors_in_the_order_of_the_table(tiny_checkpoint: Path, drawings: Path) -> None:
    out = drawings.parent / "deep" / "vectors.npz"
    assert main(["embed", "--items", str(drawings), "--checkpoint", str(tiny_checkpoint), "--out", str(out)]) == 0
    stored = np.load(out)
    assert stored["vectors"].shape == (9, 12)
    assert stored["vectors"].dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(stored["vectors"], axis=1), 1, atol=1e-6)
    assert stored["paths"][:3].tolist() == ["bar0.png", "bar1.png", "bar2.png"]
    # One figure at three sizes is cropped to its ink and comes out nearly alike.
    assert stored["vectors"][0] @ stored["vectors"][1] > 0.99


def test_embedding_does_not_depend_on_the_batch(tiny_checkpoint: Path, drawings: Path) -> None:
    lines = drawings.read_text().splitlines()
    last = drawings.with_name("last.csv")
    last.write_text(f"{lines[0]}\n{lines[-1]}\n")
    for table in (drawings, last):
        out = table.with_suffix(".npz")
        main(["embed", "--items", str(table), "--checkpoint", str(tiny_checkpoint), "--out", str(out)])
    whole, alone = np.load(drawings.with_suffix(".npz")), np.load(last.with_suffix(".npz"))
    np.testing.assert_allclose(whole["vectors"][-1], alone["vectors"][0], atol=1e-6)


def test_evaluate_finds_each_figure_by_another_size_of_it(
    tiny_checkpoint: Path, drawings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["evaluate", "--items", str(drawings), "--checkpoint", str(tiny_checkpoint), "--baselines", "--json"]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"tiny", "raw pixels", "HOG"}
    assert all(metrics["values"]["rank-1"] == 1 for metrics in found.values())


def test_the_sample_header_names_the_gallery_and_the_checkpoint_it_belongs_to(
    tiny_checkpoint: Path, drawings: Path
) -> None:
    folder = drawings.parent
    assert main(["embed-sample", "--sample", str(folder), "--checkpoint", str(tiny_checkpoint)]) == 0
    header = json.loads((folder / "embeddings" / "tiny.json").read_text())
    vectors = np.load(folder / "embeddings" / "tiny.npy")
    assert vectors.shape == (header["rows"], header["dimension"]) == (6, 12)
    assert vectors.dtype == np.float16
    network = open_checkpoint(tiny_checkpoint).manifest.files[0]
    assert header["checkpointSha256"] == network.sha256


def test_pictures_that_cannot_be_opened_are_counted_and_named(
    tiny_checkpoint: Path, drawings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (drawings.parent / "bar1.png").write_bytes(b"")
    (drawings.parent / "post2.png").unlink()
    out = drawings.parent / "vectors.npz"
    assert main(["embed", "--items", str(drawings), "--checkpoint", str(tiny_checkpoint), "--out", str(out)]) == 1
    event = failed(capsys)
    assert (event["kind"], event["name"]) == ("failed", "PictureError")
    assert event["message"].startswith("2 of 9 pictures cannot be used")
    assert "bar1.png" in event["message"]
    assert "post2.png" in event["message"]
    assert not out.exists()


def test_a_missing_checkpoint_ends_in_one_json_line(drawings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["evaluate", "--items", str(drawings), "--checkpoint", str(drawings.parent / "none")]
    assert main(command) == 1
    assert failed(capsys)["name"] == "CheckpointError"


def test_too_few_drawings_for_a_whitening_are_refused(drawings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = drawings.parent / "checkpoint"
    assert main(["export-default", "--drawings", str(drawings.parent), "--out", str(out)]) == 1
    assert "at least 512 drawings, found 9" in failed(capsys)["message"]
    assert not out.exists()


def test_writing_a_checkpoint_again_replaces_it(tiny_checkpoint: Path, tmp_path: Path) -> None:
    from trainer.checkpoints import write_checkpoint

    target = tmp_path / "checkpoint"
    shutil.copytree(tiny_checkpoint, target)
    (target / "stale.txt").touch()
    manifest = open_checkpoint(tiny_checkpoint).manifest
    unwhitened = manifest.model_copy(update={"embedding": manifest.embedding.model_copy(update={"dimension": 16})})
    write_checkpoint(target, unwhitened, tiny_checkpoint / "model.onnx", None)
    assert sorted(path.name for path in target.iterdir()) == ["checkpoint.json", "model.onnx"]
    assert open_checkpoint(target).whitening is None
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]
