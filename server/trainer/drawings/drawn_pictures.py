"""All pictures of line archives, drawn once, on all cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import shared_memory
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.drawings.draft import draft
from trainer.drawings.draft_style import draw_style
from trainer.rendering.line_archive import LineArchive, join_archives, read_lines

_CHUNK = 64


@dataclass(frozen=True)
class DrawnPictures:
    """N drawn pictures of C objects.

    Attributes:
        ink: [N, S, S] uint8, 255 is ink.
        boxes: [N, 4] float32, the ink's left, top, right and bottom as parts of the side.
        objects: [N] int64 in [0, C).
        names: of the C objects.
    """

    ink: NDArray[np.uint8]
    boxes: NDArray[np.float32]
    objects: NDArray[np.int64]
    names: tuple[str, ...]


def draw_pictures(
    paths: list[Path], size: int, seed: int, progress: Callable[[int, int], None], processes: int | None = None
) -> DrawnPictures:
    """Draws every drawing of the archives in a style of its own; the same seed gives the same pictures.

    Args:
        paths: line archives.
        size: S, side of the pictures.
        seed: of the styles.
        progress: hears (done, all).
        processes: how many draw; by default all cores.
    """
    archive = join_archives([read_lines(path) for path in paths])
    count = len(archive)
    shared = shared_memory.SharedMemory(create=True, size=max(count * size * size, 1))
    boxes = np.zeros((count, 4), np.float32)
    try:
        arguments = (paths, shared.name, count, size, seed)
        workers = processes or os.cpu_count() or 1
        with multiprocessing.get_context("spawn").Pool(workers, _open, arguments) as pool:
            firsts = range(0, count, _CHUNK)
            for done, (first, found) in enumerate(pool.imap_unordered(_draw_chunk, firsts)):
                boxes[first : first + len(found)] = found
                progress(min((done + 1) * _CHUNK, count), count)
        ink = np.ndarray((count, size, size), np.uint8, shared.buf).copy()
    finally:
        shared.close()
        shared.unlink()
    return DrawnPictures(ink, boxes, archive.objects.astype(np.int64), archive.names)


@dataclass
class _Worker:
    archive: LineArchive
    memory: shared_memory.SharedMemory
    ink: NDArray[np.uint8]
    seed: int


_worker: list[_Worker] = []


def _open(paths: list[Path], name: str, count: int, size: int, seed: int) -> None:
    import cv2

    cv2.setNumThreads(1)
    memory = shared_memory.SharedMemory(name=name)
    ink: NDArray[np.uint8] = np.ndarray((count, size, size), np.uint8, memory.buf)
    _worker[:] = [_Worker(join_archives([read_lines(path) for path in paths]), memory, ink, seed)]


def _draw_chunk(first: int) -> tuple[int, NDArray[np.float32]]:
    worker = _worker[0]
    last = min(first + _CHUNK, len(worker.archive))
    size = worker.ink.shape[1]
    boxes = np.zeros((last - first, 4), np.float32)
    for row in range(first, last):
        generator = np.random.default_rng([worker.seed, row])
        picture = draft(worker.archive.drawing(row), draw_style(generator), size, generator)
        worker.ink[row] = picture
        rows, columns = np.flatnonzero(picture.max(axis=1) > 40), np.flatnonzero(picture.max(axis=0) > 40)
        if len(rows):
            boxes[row - first] = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    return first, boxes / size
