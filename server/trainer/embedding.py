"""From pictures to stored vectors."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.checkpoints import Checkpoint
from trainer.embedding_views import check_view_sizes, orientations, pool_views, upright_views
from trainer.errors import CheckpointError, PictureError
from trainer.item_table import Item
from trainer.manifest import PLAIN_VIEWS, EmbeddingViews, InputRules
from trainer.pictures import Pixels, open_picture
from trainer.sessions import Session, embed_batch, start_session, usable_cores
from trainer.sheets import sheet_of
from trainer.whitening import stored_vectors

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

BATCH = 16
REPORT_SECONDS = 1.0


@dataclass(frozen=True)
class PictureFault:
    """A picture that cannot be used.

    Attributes:
        path: the item's.
        message: what is wrong with it, and what to do.
    """

    path: str
    message: str


@dataclass(frozen=True)
class EmbeddedItems:
    """What embedding made of a list of items.

    Attributes:
        paths: n items that have a vector, in their order.
        vectors: [n, D] float32, unit rows.
        faults: the other items, in their order.
    """

    paths: list[str]
    vectors: Vectors
    faults: list[PictureFault]


@dataclass(frozen=True)
class InputBatch:
    """Preprocessed pictures of a run of items.

    Attributes:
        paths: b items that could be opened, at most `BATCH`.
        images: their upright views, one [b, 3, h, w] float32 for each size.
        faults: the others of this run.
    """

    paths: list[str]
    images: list[Vectors]
    faults: list[PictureFault]


@dataclass(frozen=True)
class PictureFolder:
    """Where items' pictures lie.

    Attributes:
        path: the folder that paths are relative to.
        is_confined: whether a symbolic link may not lead out of it: the paths come from somebody else.
    """

    path: Path
    is_confined: bool = False


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
    check_view_sizes(session, checkpoint.manifest)
    rows: list[Vectors] = []
    done = 0
    for images in _sound_batches(folder, items, checkpoint.manifest.input, checkpoint.manifest.views):
        rows.append(batch_vectors(session, images, checkpoint))
        done += len(images[0])
        progress(done, len(items))
    return _joined(rows, checkpoint)


def embed_readable(
    folder: PictureFolder, items: Sequence[Item], checkpoint: Checkpoint, session: Session, progress: Progress
) -> EmbeddedItems:
    """The stored vectors of all items whose picture can be used, and what is wrong with the others.

    Args:
        folder: where the pictures lie.
        items: N items.
        checkpoint: an opened checkpoint.
        session: its network.
        progress: called with (done, total) after every batch.

    Raises:
        CheckpointError: the network's dimension is not the manifest's.
    """
    check_view_sizes(session, checkpoint.manifest)
    paths: list[str] = []
    faults: list[PictureFault] = []
    rows: list[Vectors] = []
    for batch in readable_batches(folder, items, checkpoint.manifest.input, checkpoint.manifest.views):
        if batch.paths:
            rows.append(batch_vectors(session, batch.images, checkpoint))
        paths += batch.paths
        faults += batch.faults
        progress(len(paths) + len(faults), len(items))
    return EmbeddedItems(paths, _joined(rows, checkpoint), faults)


def batch_vectors(session: Session, images: Sequence[Vectors], checkpoint: Checkpoint) -> Vectors:
    """Stored vectors of a batch: upright views [B, 3, h, w] of each size to [B, D] float32."""
    views = checkpoint.manifest.views
    looks = (view for upright in images for view in orientations(upright, views))
    embedding = pool_views([embed_batch(session, look).astype(np.float64) for look in looks], views)
    return stored_vectors(embedding, checkpoint.whitening).astype(np.float32)


def _joined(rows: list[Vectors], checkpoint: Checkpoint) -> Vectors:
    expected = checkpoint.manifest.embedding.dimension
    if not rows:
        return np.zeros((0, expected), np.float32)
    vectors = np.concatenate(rows)
    if vectors.shape[1] != expected:
        raise CheckpointError(
            f"The checkpoint makes vectors of {vectors.shape[1]} dimensions, its manifest says {expected}.",
            "Export the checkpoint again.",
        )
    return vectors


def input_batches(folder: Path, items: Sequence[Item], rules: InputRules) -> Iterator[Vectors]:
    """Preprocessed batches [B, 3, H, W], B at most `BATCH`.

    Raises:
        PictureError: as `embed_items`, after all pictures were opened.
    """
    return (images for (images,) in _sound_batches(folder, items, rules, PLAIN_VIEWS))


def _sound_batches(
    folder: Path, items: Sequence[Item], rules: InputRules, views: EmbeddingViews
) -> Iterator[list[Vectors]]:
    faults: list[PictureFault] = []
    for batch in readable_batches(PictureFolder(folder), items, rules, views):
        faults += batch.faults
        if not faults:
            yield batch.images
    if faults:
        raise unusable(faults, len(items))


def unusable(faults: Sequence[PictureFault], total: int) -> PictureError:
    """The failure that counts all of these pictures and names the first ones."""
    first = "; ".join(sorted(fault.message for fault in faults)[:5])
    return PictureError(
        f"{len(faults)} of {total} pictures cannot be used: {first}",
        "Replace these files or take their rows out of the item table.",
    )


def readable_batches(
    folder: PictureFolder, items: Sequence[Item], rules: InputRules, views: EmbeddingViews
) -> Iterator[InputBatch]:
    """Runs of at most `BATCH` items, preprocessed; pictures are opened a batch ahead, on all cores."""

    def load(item: Item) -> list[Vectors] | PictureFault:
        try:
            return upright_views(open_item(folder, item), rules, views)
        except PictureError as error:
            return PictureFault(item.path, str(error))

    with ThreadPoolExecutor(usable_cores()) as pool:
        # `map` submits all at once; slices keep memory to two batches.
        waiting = iter(items)
        batch = list(islice(waiting, BATCH))
        ahead = pool.map(load, batch)
        while batch:
            loaded = list(zip(batch, ahead, strict=True))
            batch = list(islice(waiting, BATCH))
            ahead = pool.map(load, batch)
            images = [image for _, image in loaded if not isinstance(image, PictureFault)]
            yield InputBatch(
                [item.path for item, image in loaded if not isinstance(image, PictureFault)],
                [np.stack(sized) for sized in zip(*images, strict=True)],
                [fault for _, fault in loaded if isinstance(fault, PictureFault)],
            )


def open_item(folder: PictureFolder, item: Item) -> Pixels:
    """An item's picture, cut to its box: [H, W, C] uint8.

    Raises:
        PictureError: it cannot be opened, or the box lies outside.
    """
    sheet = sheet_of(item.path)
    path = folder.path / sheet.path
    if folder.is_confined and not path.resolve().is_relative_to(folder.path.resolve()):
        raise PictureError(f"{item.path} is a link that leaves the folder.", "Put a copy of the file there.")
    pixels = open_picture(path, sheet.page)
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
