"""The checkpoint folder: written whole or not at all, and checked against its hashes before it is used."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from trainer.errors import CheckpointError
from trainer.manifest import CheckpointFile, Manifest, manifest_text, parse_manifest
from trainer.whitening import Projection

MANIFEST_FILE = "checkpoint.json"
NETWORK_FILE = "model.onnx"
WHITENING_FILE = "whitening.safetensors"


@dataclass(frozen=True)
class Checkpoint:
    """An opened checkpoint, its files checked.

    Attributes:
        folder: where it lies.
        manifest: what it says about itself.
        whitening: the projection to the stored vector, None where there is none.
    """

    folder: Path
    manifest: Manifest
    whitening: Projection | None

    @property
    def network(self) -> Path:
        """Path of `model.onnx`."""
        return self.folder / NETWORK_FILE


def file_entry(path: Path) -> CheckpointFile:
    """Length and hash of a file, as the manifest lists it."""
    content = path.read_bytes()
    return CheckpointFile(path=path.name, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def write_checkpoint(
    folder: Path,
    manifest: Manifest,
    network: Path,
    whitening: Projection | None,
    extras: Mapping[str, bytes] | None = None,
) -> Manifest:
    """Writes a checkpoint folder in place of what is there.

    Everything is written beside the target first and renamed at the end, so that an interrupted call leaves either the
    old folder or the new one.

    Args:
        folder: the folder to make or replace.
        manifest: everything but `files`, which is filled in here.
        network: the `model.onnx` to copy.
        whitening: stored in float16, to which it should be rounded already where exactness matters.
        extras: further files by name.

    Returns:
        The manifest as written.
    """
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    shutil.copyfile(network, partial / NETWORK_FILE)
    if whitening is not None:
        arrays = {"mean": whitening.mean, "projection": whitening.matrix}
        halves = {name: np.ascontiguousarray(array, np.float16) for name, array in arrays.items()}
        (partial / WHITENING_FILE).write_bytes(save(halves))
    for name, content in (extras or {}).items():
        (partial / name).write_bytes(content)
    files = tuple(file_entry(path) for path in sorted(partial.iterdir()))
    complete = manifest.model_copy(update={"files": files})
    (partial / MANIFEST_FILE).write_text(manifest_text(complete), encoding="utf-8")
    for path in partial.iterdir():
        _flush(path)
    replaced = folder.with_name(f".{folder.name}.replaced")
    shutil.rmtree(replaced, ignore_errors=True)
    if folder.exists():
        folder.replace(replaced)
    partial.replace(folder)
    shutil.rmtree(replaced, ignore_errors=True)
    return complete


def _flush(path: Path) -> None:
    """A checkpoint that is announced must be there after a power cut."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def open_checkpoint(folder: Path) -> Checkpoint:
    """Opens a checkpoint after checking every file that its manifest lists.

    Raises:
        CheckpointError: a file is missing or altered, or does not fit the manifest; the file is named.
    """
    try:
        manifest = parse_manifest((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(
            f"{folder} is no checkpoint: {error}.", "Give the folder that holds checkpoint.json."
        ) from error
    listed = {entry.path for entry in manifest.files}
    if NETWORK_FILE not in listed:
        raise CheckpointError(f"{folder} lists no {NETWORK_FILE}, only {sorted(listed)}.", "Export it again.")
    for entry in manifest.files:
        _check_file(folder, entry)
    whitening = _read_whitening(folder / WHITENING_FILE) if WHITENING_FILE in listed else None
    if whitening is not None and whitening.matrix.shape[1] != manifest.embedding.dimension:
        raise CheckpointError(
            f"{WHITENING_FILE} projects to {whitening.matrix.shape[1]} dimensions, "
            f"{MANIFEST_FILE} says {manifest.embedding.dimension}.",
            "Export the checkpoint again.",
        )
    return Checkpoint(folder, manifest, whitening)


def _check_file(folder: Path, entry: CheckpointFile) -> None:
    hint = "Copy the checkpoint's folder again, or export it again."
    path = folder / entry.path
    if path.resolve().parent != folder.resolve() or not path.is_file():
        raise CheckpointError(f"{entry.path}: expected this file in {folder}, found none.", hint)
    found = file_entry(path)
    if found != entry:
        raise CheckpointError(
            f"{entry.path}: expected {entry.bytes} bytes with sha256 {entry.sha256}, "
            f"found {found.bytes} bytes with {found.sha256}.",
            hint,
        )


def _read_whitening(path: Path) -> Projection:
    try:
        arrays: dict[str, NDArray[np.floating]] = load(path.read_bytes())
        mean, matrix = arrays["mean"].astype(np.float64), arrays["projection"].astype(np.float64)
    except (SafetensorError, KeyError) as error:
        raise CheckpointError(f"{path.name} lacks an array: {error}.", "Export the checkpoint again.") from error
    if mean.ndim != 1 or matrix.ndim != 2 or matrix.shape[0] != mean.shape[0]:
        raise CheckpointError(
            f"{path.name}: expected mean [D] and projection [D, K], found {mean.shape} and {matrix.shape}.",
            "Export the checkpoint again.",
        )
    return Projection(mean, matrix)
