"""Writes drawn objects as an item table with its pictures."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from trainer.rendering.figures import Picture
from trainer.rendering.furniture import FurnitureObject

_COLUMNS = ("path", "label", "split", "is_query", "is_gallery", "category", "title", "date", "source")

_GREY_STEP = 85
_GREYS = np.arange(0, 256, _GREY_STEP)


@dataclass(frozen=True)
class Item:
    """One row of an item table, with its picture."""

    path: str
    object: FurnitureObject
    split: str
    is_query: bool
    picture: Picture


def list_items(
    objects: Sequence[FurnitureObject],
    pictures: Mapping[str, Mapping[str, Picture]],
    split: str,
    held_back: Mapping[str, str] | None = None,
) -> list[Item]:
    """The items of some objects, by object and then view; held-back views go to `queries/` instead of `pictures/`."""
    queries = held_back or {}
    return [
        Item(
            path=f"queries/{each.name}.webp" if queries.get(each.name) == view else f"pictures/{each.name}/{view}.webp",
            object=each,
            split=split,
            is_query=queries.get(each.name) == view,
            picture=picture,
        )
        for each in objects
        for view, picture in pictures[each.name].items()
    ]


def write_items(folder: Path, items: Iterable[Item]) -> None:
    """Write `items.csv` and all pictures into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "items.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(_COLUMNS)
        for item in items:
            each = item.object
            is_gallery = item.split != "train" and not item.is_query
            table.writerow(
                (
                    item.path,
                    each.name,
                    item.split,
                    int(item.is_query),
                    int(is_gallery),
                    each.category,
                    each.title,
                    each.created,
                    each.source,
                )
            )
            path = folder / item.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(encode_picture(item.picture))


def to_four_greys(picture: Picture) -> Picture:
    """Round to black, white and two greys: as smooth to the eye, and two thirds of the bytes."""
    steps = _GREYS.searchsorted(picture.astype(np.int16) - _GREY_STEP // 2).astype(np.intp)
    return _GREYS[steps].astype(np.uint8)


def encode_picture(picture: Picture) -> bytes:
    """Lossless WebP, a third less than the best PNG for line drawings."""
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "WEBP", lossless=True, quality=100, method=4)
    return content.getvalue()
