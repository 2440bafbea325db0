"""The command that divides LDraw parts: which train the shipped model and which are held out."""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.rendering.drawing import LineStyle, rasterize
from trainer.rendering.line_archive import LineArchive, join_archives, read_lines
from trainer.rendering.similarity import describe_views, group_nearly_same
from trainer.rendering.split_table import TEST, TRAIN
from trainer.rendering.views import VIEWS

PART_SPLIT = Path(__file__).parent / "splits" / "ldraw.csv"
HELD_OUT = 1000
SEED = 7

_STYLE = LineStyle(96, 0.75, 0.75)
_STEM = re.compile(r"^[a-z]*\d+")
_NOT_PARTS = ("~", "=", "_")
"""Titles of pieces that are no parts of their own: moved or internal ones, aliases, and colored copies."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--lines", type=Path, required=True, nargs="+", help="line archives of the parts")
    parser.add_argument("--ldraw", type=Path, required=True, help="LDraw library, for the parts' titles")
    parser.add_argument("--out", type=Path, default=PART_SPLIT, help="the table to write")


def run(arguments: argparse.Namespace) -> int:
    """Write the table of parts; parts that are drawn like an earlier one are left out of it."""
    archive = join_archives([read_lines(path) for path in arguments.lines])
    titles = {name: read_title(arguments.ldraw, name) for name in archive.names}
    parts = [name for name in archive.names if not titles[name].startswith(_NOT_PARTS)]
    vectors, mirrored = describe_parts(archive, parts)
    sides = split_parts(parts, vectors, mirrored)
    with arguments.out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("part", "split", "title"))
        table.writerows((part, side, titles[part]) for part, side in sorted(sides.items()))
    held_out = sum(side == TEST for side in sides.values())
    print(f"{len(sides) - held_out} parts for training, {held_out} held out, {len(parts) - len(sides)} drawn alike")
    return 0


def read_part_split(path: Path = PART_SPLIT) -> dict[str, str]:
    """{part: TRAIN or TEST}."""
    with path.open(newline="", encoding="utf-8") as file:
        return {row["part"]: row["split"] for row in csv.DictReader(file)}


def read_title(library: Path, name: str) -> str:
    """The first line of a part's file, without its 0."""
    path = library / "parts" / f"{name.removeprefix('ldraw/')}.dat"
    with path.open(encoding="utf-8", errors="replace") as file:
        return " ".join(file.readline().split()[1:])


def describe_parts(archive: LineArchive, parts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """[N, D] of `describe_views` for each part, and for its mirror image; from the views of a figure sheet."""
    rows: dict[tuple[int, int], int] = {
        (int(item), int(view)): row for row, (item, view) in enumerate(zip(archive.objects, archive.views, strict=True))
    }
    number_of = {name: number for number, name in enumerate(archive.names)}
    plain: list[NDArray[np.float32]] = []
    turned: list[NDArray[np.float32]] = []
    for part in parts:
        pictures = {
            view.name: rasterize(archive.drawing(rows[number_of[part], place]), _STYLE)
            for place, view in enumerate(VIEWS)
        }
        plain.append(describe_views(pictures).astype(np.float16).astype(np.float32))
        turned.append(describe_views(pictures, mirrored=True))
    return np.stack(plain), np.stack(turned)


def split_parts(
    parts: Sequence[str],
    vectors: NDArray[np.float32],
    mirrored: NDArray[np.float32],
    held_out: int = HELD_OUT,
    alike: float = 0.985,
) -> dict[str, str]:
    """Hold out whole groups: parts of one stem (3001, 3001a, 3001p01), mirrored ones and nearly equal ones together.

    Args:
        parts: N names.
        vectors: [N, D] of `describe_parts`.
        mirrored: [N, D] of the mirror images.
        held_out: about how many parts are held out; a group that would go over it is passed over.
        alike: correlation from which on two parts of a group count as one; the later is left out.

    Returns:
        {part: TRAIN or TEST}, without the parts that are drawn like an earlier one.
    """
    kept: list[int] = []
    chosen = np.zeros((0, vectors.shape[1]), np.float32)
    for row in range(len(parts)):
        if len(kept) == 0 or float((chosen[: len(kept)] @ vectors[row]).max()) < alike:
            if len(kept) == len(chosen):
                chosen = np.concatenate([chosen, np.zeros((1024, vectors.shape[1]), np.float32)])
            chosen[len(kept)] = vectors[row]
            kept.append(row)
    names = [parts[row] for row in kept]
    groups = group_nearly_same(vectors[kept], mirrored[kept])
    groups = _join_stems(names, groups)
    random.Random(SEED).shuffle(groups)
    sides = dict.fromkeys(names, TRAIN)
    count = 0
    for group in groups:
        if count + len(group) <= held_out:
            count += len(group)
            sides.update((names[row], TEST) for row in group)
    return sides


def _join_stems(names: Sequence[str], groups: list[list[int]]) -> list[list[int]]:
    """Join groups that hold parts of one stem."""
    group_of_stem: dict[str, int] = {}
    joined: list[list[int]] = []
    place: dict[int, int] = {}
    for number, group in enumerate(groups):
        stems = {_stem(names[row]) for row in group}
        targets = sorted({place[group_of_stem[stem]] for stem in stems if stem in group_of_stem})
        target = targets[0] if targets else len(joined)
        if not targets:
            joined.append([])
        for other in targets[1:]:
            joined[target].extend(joined[other])
            joined[other] = []
            place = {key: target if value == other else value for key, value in place.items()}
        place[number] = target
        joined[target].extend(group)
        group_of_stem.update(dict.fromkeys(stems, number))
    return [sorted(group) for group in joined if group]


def _stem(name: str) -> str:
    found = _STEM.match(name.removeprefix("ldraw/"))
    return found.group() if found else name
