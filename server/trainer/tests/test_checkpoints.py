import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from trainer.checkpoints import open_checkpoint
from trainer.errors import CheckpointError
from trainer.manifest import manifest_text, parse_manifest


@pytest.fixture
def copied(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_checkpoint, tmp_path / "copy"))


def change(folder: Path, key: str, value: object) -> None:
    path = folder / "checkpoint.json"
    manifest = json.loads(path.read_text())
    manifest[key] = value
    path.write_text(json.dumps(manifest))


def test_a_written_checkpoint_opens_with_its_whitening(copied: Path) -> None:
    checkpoint = open_checkpoint(copied)
    assert checkpoint.whitening is not None
    np.testing.assert_array_equal(checkpoint.whitening.matrix, np.eye(16)[:, :12])
    assert [entry.path for entry in checkpoint.manifest.files] == ["model.onnx", "whitening.safetensors"]


def test_the_manifest_survives_writing_and_reading(copied: Path) -> None:
    text = (copied / "checkpoint.json").read_text()
    assert manifest_text(parse_manifest(text)) == text


def test_an_altered_file_is_named_with_both_hashes(copied: Path) -> None:
    network = copied / "model.onnx"
    content = network.read_bytes()
    network.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(CheckpointError, match=r"model\.onnx: expected .* sha256 [0-9a-f]{64}.* found .* [0-9a-f]{64}"):
        open_checkpoint(copied)


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "whitening.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"whitening\.safetensors: expected this file"):
        open_checkpoint(copied)


def test_another_schema_is_refused_with_both_numbers(copied: Path) -> None:
    change(copied, "schema", 2)
    with pytest.raises(CheckpointError, match="schema 2, this version reads schema 1"):
        open_checkpoint(copied)


def test_a_dimension_that_the_whitening_does_not_have_is_refused(copied: Path) -> None:
    change(copied, "embedding", {"dimension": 13, "pooling": "gem", "neck": "none"})
    with pytest.raises(CheckpointError, match=r"12 dimensions, checkpoint\.json says 13"):
        open_checkpoint(copied)


def test_every_field_that_breaks_the_format_is_named(copied: Path) -> None:
    change(copied, "identities", -1)
    change(copied, "name", "")
    with pytest.raises(CheckpointError, match=r"name: .*identities: "):
        open_checkpoint(copied)


def test_a_listed_path_outside_the_folder_is_refused(copied: Path) -> None:
    files = json.loads((copied / "checkpoint.json").read_text())["files"]
    shutil.copy(copied / "model.onnx", copied.parent / "model.onnx")
    change(copied, "files", [*files, {**files[0], "path": "../model.onnx"}])
    with pytest.raises(CheckpointError, match=r"\.\./model\.onnx: expected this file"):
        open_checkpoint(copied)


def test_a_folder_without_manifest_is_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="is no checkpoint"):
        open_checkpoint(tmp_path)
