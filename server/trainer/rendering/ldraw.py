"""Reads LDraw parts (.dat), whose authors draw the lines themselves.

Reference: the LDraw file format 1.0.2. Line type 1 places another file, 2 is a line, 3 and 4 are faces, 5 is a line
that is drawn only where its two control points appear on one side of it. Types 0 (comments) and winding are not needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from trainer.rendering.errors import ModelFormatError
from trainer.rendering.mesh import FloatArray, Mesh, make_mesh

# LDraw has y down and the front towards -z.
_UPRIGHT = np.diag([1.0, -1.0, -1.0])
# Points of each line type.
_POINTS = {2: 2, 3: 3, 4: 4, 5: 4}
# Parts of the official library nest less than ten deep; more means that a file places itself.
_DEEPEST = 40


@dataclass(frozen=True)
class _Placement:
    file: str
    matrix: FloatArray  # [4, 4]


@dataclass(frozen=True)
class _DatFile:
    """What one file holds itself: points by line type, each [n, points, 3], and the files it places."""

    points: dict[int, FloatArray]
    placements: tuple[_Placement, ...]


def load_ldraw_part(path: Path, library: Path | None = None) -> Mesh:
    """Read a part with all it is made of.

    Args:
        path: the .dat file.
        library: the folder with `parts` and `p`; by default the nearest such folder above the file.

    Returns:
        The mesh, upright, with its author's lines and conditional lines.

    Raises:
        ModelFormatError: a line cannot be read, a placed file is missing, or there is nothing to draw.
    """
    root = library or next((up for up in path.resolve().parents if (up / "p").is_dir()), path.parent)
    found: dict[int, list[FloatArray]] = {kind: [] for kind in _POINTS}
    for matrix, part in _flatten(path, root, np.eye(4), 0):
        for kind, points in part.points.items():
            found[kind].append(points @ matrix[:3, :3].T + matrix[:3, 3])
    stacked = {kind: np.concatenate([np.zeros((0, count, 3)), *found[kind]]) for kind, count in _POINTS.items()}
    starts = np.cumsum([0, *(len(stacked[kind]) * count for kind, count in _POINTS.items())])
    rows = {
        kind: (start + np.arange(len(stacked[kind]) * count)).reshape(-1, count)
        for (kind, count), start in zip(_POINTS.items(), starts, strict=False)
    }
    faces = np.concatenate([rows[3], rows[4][:, [0, 1, 2]], rows[4][:, [0, 2, 3]]])
    vertices = np.concatenate([stacked[kind].reshape(-1, 3) for kind in _POINTS]) @ _UPRIGHT
    return make_mesh(vertices, faces, rows[2], rows[5], source=path.name)


def _flatten(path: Path, root: Path, matrix: FloatArray, depth: int) -> Iterator[tuple[FloatArray, _DatFile]]:
    if depth > _DEEPEST:
        raise ModelFormatError(
            f"{path.name}: expected parts nested at most {_DEEPEST} deep, found more.",
            "A file that places itself, directly or through others, has no end; correct its lines of type 1.",
        )
    part = _read(path)
    yield matrix, part
    for placement in part.placements:
        yield from _flatten(_find(placement.file, path, root), root, matrix @ placement.matrix, depth + 1)


@lru_cache(maxsize=4096)
def _read(path: Path) -> _DatFile:
    points: dict[int, list[list[float]]] = {kind: [] for kind in _POINTS}
    placements: list[_Placement] = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        words = line.split()
        if not words or words[0] not in "12345":
            continue
        kind = int(words[0])
        wanted = 12 if kind == 1 else 3 * _POINTS[kind]
        try:
            values = [float(word) for word in words[2 : 2 + wanted]]
        except ValueError:
            values = []
        if len(values) < wanted or (kind == 1 and len(words) < 15):
            raise ModelFormatError(
                f"{path.name} line {number}: expected {wanted} numbers after the color of a line of type {kind}"
                f"{' and a file name' if kind == 1 else ''}, found {line.strip()!r}.",
                "The file may be truncated; fetch it again.",
            )
        if kind == 1:
            matrix = np.eye(4)
            matrix[:3, 3] = values[:3]
            matrix[:3, :3] = np.reshape(values[3:], (3, 3))
            placements.append(_Placement(" ".join(words[14:]), matrix))
        else:
            points[kind].append(values)
    arrays = {kind: np.asarray(rows, np.float64).reshape(-1, _POINTS[kind], 3) for kind, rows in points.items()}
    return _DatFile(arrays, tuple(placements))


def _find(name: str, placed_by: Path, root: Path) -> Path:
    relative = name.replace("\\", "/")
    for folder in (root / "parts", root / "p", placed_by.parent):
        # The library's own names are lower case, whatever the file that places them says.
        for spelling in (relative, relative.lower()):
            if (folder / spelling).is_file():
                return folder / spelling
    raise ModelFormatError(
        f"{placed_by.name}: expected the file {name!r} that it places in {root}/parts or {root}/p, found none.",
        "Name the complete LDraw library with --ldraw.",
    )
