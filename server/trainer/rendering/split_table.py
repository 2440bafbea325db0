"""The committed table of which household object is on which side.

The split is made once, from a seed and the drawn pictures, and then stays as it is: a finer line in a later renderer
must not move an object that a checkpoint has been trained on into the gallery that the checkpoint is tested with.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from trainer.rendering.errors import PackageFormatError
from trainer.rendering.furniture import FurnitureObject

TRAIN, TEST = "train", "test"
_COLUMNS = ("object", "split", "title", "author", "license")


def read_split(path: Path) -> dict[str, str]:
    """{object: TRAIN or TEST} of a table.

    Raises:
        PackageFormatError: the table has other columns, or another word for a side.
    """
    with path.open(newline="", encoding="utf-8") as file:
        table = csv.DictReader(file)
        if tuple(table.fieldnames or ()) != _COLUMNS:
            raise PackageFormatError(
                f"{path}: expected the columns {', '.join(_COLUMNS)}, found {', '.join(table.fieldnames or ())}.",
                "Restore the committed table, or make a new one with --new-split.",
            )
        sides = {row["object"]: row["split"] for row in table}
    wrong = sorted(set(sides.values()) - {TRAIN, TEST})
    if wrong:
        raise PackageFormatError(
            f"{path}: expected {TRAIN} or {TEST} as split, found {', '.join(wrong)}.",
            "Restore the committed table, or make a new one with --new-split.",
        )
    return sides


def write_split(path: Path, objects: Sequence[FurnitureObject], sides: Mapping[str, str]) -> None:
    """Write the table; objects without a side are left out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(_COLUMNS)
        for each in objects:
            if each.name in sides:
                table.writerow((each.name, sides[each.name], each.title, each.author, each.license))
