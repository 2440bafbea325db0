"""Many line drawings in one small file: the lines themselves, so that a reader draws them in any size and style."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.rendering.errors import ModelFormatError
from trainer.rendering.polylines import LineDrawing

GRID = 4096
"""Coordinates are stored as whole numbers of 1 / GRID of the picture's side: a quarter of a pixel at 1024 pixels."""

_SCHEMA = 1


@dataclass(frozen=True)
class LineArchive:
    """N drawings of named objects.

    Attributes:
        steps: [P, 2] int16: a line's first point, then the way from each point to the next, in 1 / GRID.
        line_ends: [L] int64: where each line ends in `steps`.
        is_outline: [L] bool.
        drawing_ends: [N] int64: where each drawing ends in `line_ends`.
        objects: [N] int32: row of `names`.
        views: [N] uint8: which view of its object.
        names: of the objects.
    """

    steps: NDArray[np.int16]
    line_ends: NDArray[np.int64]
    is_outline: NDArray[np.bool_]
    drawing_ends: NDArray[np.int64]
    objects: NDArray[np.int32]
    views: NDArray[np.uint8]
    names: tuple[str, ...]

    def __len__(self) -> int:
        """How many drawings."""
        return len(self.drawing_ends)

    def drawing(self, row: int) -> LineDrawing:
        """One drawing, its points rounded to the grid."""
        first_line = int(self.drawing_ends[row - 1]) if row > 0 else 0
        ends = self.line_ends[first_line : int(self.drawing_ends[row])]
        first_point = int(self.line_ends[first_line - 1]) if first_line > 0 else 0
        starts = np.concatenate([[first_point], ends]) - first_point
        steps = self.steps[first_point : int(ends[-1]) if len(ends) else first_point].astype(np.int64)
        sums = np.cumsum(steps, axis=0)
        before = np.concatenate([np.zeros((1, 2), np.int64), sums])[starts[:-1]]
        points = sums - np.repeat(before, np.diff(starts), axis=0)
        outline = self.is_outline[first_line : int(self.drawing_ends[row])]
        return LineDrawing(points / GRID, starts.astype(np.int64), outline)


@dataclass(frozen=True)
class NamedDrawing:
    """A drawing on its way into an archive."""

    name: str
    view: int
    lines: LineDrawing


def pack_lines(drawings: Sequence[NamedDrawing]) -> LineArchive:
    """Rounds drawings to the grid and lays them end to end, in the order given."""
    names = list(dict.fromkeys(each.name for each in drawings))
    row_of = {name: row for row, name in enumerate(names)}
    steps: list[NDArray[np.int16]] = []
    lengths: list[NDArray[np.int64]] = []
    for each in drawings:
        points = np.round(each.lines.points * GRID).astype(np.int64)
        moves = np.diff(points, axis=0, prepend=0)
        moves[each.lines.starts[:-1]] = points[each.lines.starts[:-1]]
        steps.append(moves.astype(np.int16).reshape(-1, 2))
        lengths.append(np.diff(each.lines.starts))
    return LineArchive(
        np.concatenate(steps) if steps else np.zeros((0, 2), np.int16),
        np.cumsum(np.concatenate(lengths) if lengths else np.zeros(0, np.int64)),
        np.concatenate([each.lines.is_outline for each in drawings]) if drawings else np.zeros(0, np.bool_),
        np.cumsum([len(length) for length in lengths]).astype(np.int64),
        np.array([row_of[each.name] for each in drawings], np.int32),
        np.array([each.view for each in drawings], np.uint8),
        tuple(names),
    )


def join_archives(archives: Sequence[LineArchive]) -> LineArchive:
    """One archive of several, in order; an object that is in two of them keeps one name and one row."""
    names = tuple(dict.fromkeys(name for each in archives for name in each.names))
    row_of = {name: row for row, name in enumerate(names)}
    points = np.cumsum([0, *(len(each.steps) for each in archives)])
    lines = np.cumsum([0, *(len(each.line_ends) for each in archives)])
    return LineArchive(
        np.concatenate([each.steps for each in archives]),
        np.concatenate([each.line_ends + first for each, first in zip(archives, points[:-1], strict=True)]),
        np.concatenate([each.is_outline for each in archives]),
        np.concatenate([each.drawing_ends + first for each, first in zip(archives, lines[:-1], strict=True)]),
        np.concatenate([np.array([row_of[name] for name in each.names], np.int32)[each.objects] for each in archives]),
        np.concatenate([each.views for each in archives]),
        names,
    )


def write_lines(path: Path, archive: LineArchive) -> None:
    """Writes a compressed .npz without pickles; an older file is replaced only when the new one is complete."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        np.savez_compressed(
            file,
            allow_pickle=False,
            schema=np.array(_SCHEMA),
            steps_x=archive.steps[:, 0],
            steps_y=archive.steps[:, 1],
            line_lengths=np.diff(archive.line_ends, prepend=0).astype(np.uint16),
            is_outline=np.packbits(archive.is_outline),
            drawing_lengths=np.diff(archive.drawing_ends, prepend=0).astype(np.int32),
            objects=archive.objects,
            views=archive.views,
            names=np.array(archive.names, np.str_),
        )
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def read_lines(path: Path) -> LineArchive:
    """Reads a file of `write_lines`.

    Raises:
        ModelFormatError: another schema, or not such a file.
    """
    with np.load(path, allow_pickle=False) as file:
        schema = int(file["schema"]) if "schema" in file else -1
        if schema != _SCHEMA:
            raise ModelFormatError(
                f"{path}: expected an archive of lines with schema {_SCHEMA}, found {schema}.",
                "Make it again with `npm run studio -- render-lines`.",
            )
        line_lengths = file["line_lengths"].astype(np.int64)
        return LineArchive(
            np.stack([file["steps_x"], file["steps_y"]], axis=1),
            np.cumsum(line_lengths),
            np.unpackbits(file["is_outline"], count=len(line_lengths)).astype(np.bool_),
            np.cumsum(file["drawing_lengths"].astype(np.int64)),
            file["objects"],
            file["views"],
            tuple(str(name) for name in file["names"]),
        )
