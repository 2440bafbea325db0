"""The item table: one row an item, in the columns that every part of the studio reads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import ItemTableError

REQUIRED_COLUMNS = ("path", "label", "split", "is_query", "is_gallery")
BOX_COLUMNS = ("x_1", "y_1", "x_2", "y_2")
SHOWN_FAULTS = 5
FLAGS = {"1": True, "True": True, "true": True, "": False, "0": False, "False": False, "false": False}

Box = tuple[float, float, float, float]
"""left, top, right, bottom in pixels of the whole picture."""


@dataclass(frozen=True)
class Item:
    """One picture of a data set.

    Attributes:
        path: relative to the table's folder, with `/`.
        identity: the class it shows (column `label`).
        split: "train", "val", "test" or what the table says.
        is_query: whether it is searched with.
        is_gallery: whether it is searched in.
        box: the part of the picture that counts; None for all of it.
    """

    path: str
    identity: str
    split: str
    is_query: bool
    is_gallery: bool
    box: Box | None


def read_item_table(table: Path) -> list[Item]:
    """Reads a CSV item table; columns that it does not know are left alone.

    Raises:
        ItemTableError: the file is missing or no UTF-8, or rows break the format; the first faults with their lines,
            and how many there are.
    """
    try:
        text = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ItemTableError(f"{table} cannot be read: {error}.", "Give the path of a CSV file in UTF-8.") from error
    faults: list[str] = []
    items = list(_items(text, faults))
    if faults:
        more = [f"and {len(faults) - SHOWN_FAULTS} more"] if len(faults) > SHOWN_FAULTS else []
        noun = "fault" if len(faults) == 1 else "faults"
        raise ItemTableError(
            f"{table.name} has {len(faults)} {noun}: {'; '.join([*faults[:SHOWN_FAULTS], *more])}",
            "Mend these lines and run the command again; nothing was read from the table.",
        )
    return items


def _items(text: str, faults: list[str]) -> Iterator[Item]:
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(rows, list[str]())]
    missing = [name for name in REQUIRED_COLUMNS if name not in header]
    if missing:
        found = ",".join(header) or "an empty file"
        expected = ",".join(REQUIRED_COLUMNS)
        faults.append(f"line 1: expected the columns {expected}; {','.join(missing)} missing in {found}")
        return
    lines: dict[str, int] = {}
    for cells in rows:
        line = rows.line_num
        if not cells:
            continue
        if len(cells) != len(header):
            faults.append(f"line {line}: expected {len(header)} cells, as in the header; found {len(cells)}")
            continue
        item = _item(
            dict(zip(header, cells, strict=True)), lambda message, line=line: faults.append(f"line {line}: {message}")
        )
        first = lines.setdefault(item.path, line)
        if first != line:
            faults.append(f"line {line}: path {item.path} stands already in line {first}")
        yield item


def _item(cells: dict[str, str], fault: Callable[[str], None]) -> Item:
    path = cells["path"]
    if not _is_inside(path):
        fault(f'expected a path inside the table\'s folder, written with "/"; found "{path}"')
    if not cells["label"]:
        fault("the label is empty")
    for column in ("is_query", "is_gallery"):
        if cells[column] not in FLAGS:
            fault(f'expected {column} to be 0 or 1; found "{cells[column]}"')
    return Item(
        path=path,
        identity=cells["label"],
        split=cells["split"],
        is_query=FLAGS.get(cells["is_query"], False),
        is_gallery=FLAGS.get(cells["is_gallery"], False),
        box=_box([cells.get(column, "") for column in BOX_COLUMNS], fault),
    )


def _is_inside(path: str) -> bool:
    """Whether a path names something below the folder: no drive, no root, no empty, "." or ".." part."""
    if re.search(r"[\\\0]|^[A-Za-z][A-Za-z0-9+.-]*:", path):
        return False
    return all(part not in ("", ".", "..") for part in path.split("/"))


def _box(cells: list[str], fault: Callable[[str], None]) -> Box | None:
    if not any(cells):
        return None
    try:
        left, top, right, bottom = map(float, cells)
    except ValueError:
        left = top = right = bottom = 0.0
    if 0 <= left < right < float("inf") and 0 <= top < bottom < float("inf"):
        return left, top, right, bottom
    fault(f"expected x_1,y_1,x_2,y_2 with 0 <= x_1 < x_2 and 0 <= y_1 < y_2, or none; found {','.join(cells)}")
    return None
