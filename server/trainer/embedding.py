"""From pictures to stored vectors."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.checkpoints import Checkpoint
from trainer.errors import CheckpointError, PictureError
from trainer.item_table import Item
from trainer.manifest import InputRules
from trainer.pictures import Pixels, open_picture
from trainer.preprocessing import preprocess
from trainer.sessions import embed_batch, start_session, usable_cores
from trainer.whitening import stored_vectors

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

BATCH = 16
REPORT_SECONDS = 1.0


def embed_items(folder: Path, items: Sequence[Item], checkpoint: Checkpoint, progress: Progress) -> Vectors:
    """The stored vectors of items, in their order.

    Args:
        folder: the item table's folder.
        items: N items.
        checkpoint: an opened checkpoint.
        progress: called with (done, total) after every batch.

    Returns:
        [N, D] float32, unit rows.

    Raises:
        PictureError: pictures that cannot be opened; all of them are counted and the first ones named.
        CheckpointError: the network's dimension is not the manifest's.
    """
    session = start_session(checkpoint.network)
    rules = checkpoint.manifest.input
    rows: list[Vectors] = []
    done = 0
    for images in input_batches(folder, items, rules):
        rows.append(embed_batch(session, images))
        done += len(images)
        progress(done, len(items))
    expected = checkpoint.manifest.embedding.dimension
    if not rows:
        return np.zeros((0, expected), np.float32)
    vectors = stored_vectors(np.concatenate(rows).astype(np.float64), checkpoint.whitening).astype(np.float32)
    if vectors.shape[1] != expected:
        raise CheckpointError(
            f"The checkpoint makes vectors of {vectors.shape[1]} dimensions, its manifest says {expected}.",
            "Export the checkpoint again.",
        )
    return vectors


def input_batches(folder: Path, items: Sequence[Item], rules: InputRules) -> Iterator[Vectors]:
    """Preprocessed batches [B, 3, H, W], B at most `BATCH`; pictures are opened a batch ahead, on all cores.

    Raises:
        PictureError: as `embed_items`.
    """
    faults: list[str] = []

    def load(item: Item) -> Vectors | None:
        try:
            return preprocess(open_item(folder, item), rules)
        except PictureError as error:
            faults.append(str(error))
            return None

    with ThreadPoolExecutor(usable_cores()) as pool:
        # `map` submits all at once; slices keep memory to two batches.
        waiting = iter(items)
        ahead = pool.map(load, list(islice(waiting, BATCH)))
        while batch := list(ahead):
            ahead = pool.map(load, list(islice(waiting, BATCH)))
            loaded = [image for image in batch if image is not None]
            if not faults:
                yield np.stack(loaded)
    if faults:
        raise PictureError(
            f"{len(faults)} of {len(items)} pictures cannot be used: {'; '.join(sorted(faults)[:5])}",
            "Replace these files or take their rows out of the item table.",
        )


def open_item(folder: Path, item: Item) -> Pixels:
    """An item's picture, cut to its box: [H, W, C] uint8.

    Raises:
        PictureError: it cannot be opened, or the box lies outside.
    """
    pixels = open_picture(folder / item.path)
    if item.box is None:
        return pixels
    left, top, right, bottom = (round(edge) for edge in item.box)
    part = pixels[top:bottom, left:right]
    if part.size == 0:
        raise PictureError(
            f"{item.path}: box {item.box} lies outside its {pixels.shape[1]} x {pixels.shape[0]} pixels.",
            "Mend the box in the item table.",
        )
    return part


def report_progress(noun: str) -> Progress:
    """A progress callback that writes a line to standard error, at most once a second."""
    started = reported = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal reported
        now = time.monotonic()
        if now - reported >= REPORT_SECONDS or done == total:
            reported = now
            print(f"{done:,} of {total:,} {noun}, {done / max(now - started, 1e-9):.0f} a second", file=sys.stderr)

    return report
