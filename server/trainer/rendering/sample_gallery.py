"""The command that makes the sample gallery: draw all household objects, split them, write the shipped part."""

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from trainer.rendering.credits import write_credits
from trainer.rendering.figures import Picture, draw_all
from trainer.rendering.furniture import FurnitureObject, read_package
from trainer.rendering.gallery_files import Item, list_items, to_four_greys, write_items
from trainer.rendering.household import SEED, choose_queries, split_groups
from trainer.rendering.progress import Progress
from trainer.rendering.similarity import count_equal_views, describe_views, group_nearly_same
from trainer.rendering.split_table import TEST, TRAIN, read_split, write_split
from trainer.rendering.views import VIEWS

SPLIT_TABLE = Path(__file__).parent / "splits" / "household.csv"

_SHOWN_QUERIES = 6

Drawn = Mapping[str, Mapping[str, Picture]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--package", type=Path, required=True, help="folder of Debian's sweethome3d-furniture")
    parser.add_argument("--out", type=Path, default=Path("public/sample"), help="folder of the shipped gallery")
    parser.add_argument("--train-out", type=Path, help="also write the training objects' pictures here")
    parser.add_argument("--credits", type=Path, default=Path("CREDITS.md"), help="the page of credits to write")
    parser.add_argument("--split-table", type=Path, default=SPLIT_TABLE, help="which object is on which side")
    parser.add_argument("--new-split", action="store_true", help="split anew and overwrite the table")


def run(arguments: argparse.Namespace) -> int:
    """Make the gallery; the same package and split table give the same files, byte for byte.

    Returns:
        0; models that could not be drawn are listed and left out.

    Raises:
        PackageFormatError: the package or the split table cannot be used.
    """
    package = read_package(arguments.package)
    drawn, failures = _draw(package.objects)
    objects = [each for each in package.objects if each.name in drawn]
    table: Path = arguments.split_table
    sides = read_split(table) if table.exists() and not arguments.new_split else _split(objects, drawn)
    write_split(table, package.objects, sides)
    training = [each for each in objects if sides.get(each.name) == TRAIN]
    shipped, twins = _drop_twins([each for each in objects if sides.get(each.name) == TEST], drawn)
    unknown = {each.name: "the split table does not name it" for each in objects if each.name not in sides}
    left_out = {**package.left_out, **failures, **twins, **unknown}
    queries = choose_queries({each.name: drawn[each.name] for each in shipped})
    items = list_items(shipped, drawn, "test", queries)
    for folder in ("pictures", "queries"):
        shutil.rmtree(arguments.out / folder, ignore_errors=True)
    write_items(arguments.out, items)
    _write_description(arguments.out, items, len(shipped), queries)
    write_credits(arguments.credits, shipped, left_out, package.versions)
    if arguments.train_out:
        write_items(arguments.train_out, list_items(training, drawn, "train"))
    for name, reason in sorted(left_out.items()):
        print(f"left out {name}: {reason}")
    print(f"{len(training)} objects for training, {len(shipped)} shipped, {len(left_out)} left out")
    print(f"{len(items)} pictures in {arguments.out}, {len(queries)} of them queries")
    return 0


def _draw(objects: Sequence[FurnitureObject]) -> tuple[dict[str, Mapping[str, Picture]], dict[str, str]]:
    drawn: dict[str, Mapping[str, Picture]] = {}
    failures: dict[str, str] = {}
    progress = Progress(len(objects), len(VIEWS))
    for figures in draw_all((each.name, each.load) for each in objects):
        if figures.failure:
            failures[figures.name] = figures.failure
        else:
            drawn[figures.name] = {view: to_four_greys(picture) for view, picture in figures.pictures.items()}
        progress.advance()
    return drawn, failures


def _split(objects: Sequence[FurnitureObject], drawn: Drawn) -> dict[str, str]:
    vectors = np.stack([describe_views(drawn[each.name]) for each in objects])
    mirrored = np.stack([describe_views(drawn[each.name], mirrored=True) for each in objects])
    chosen = split_groups(group_nearly_same(vectors, mirrored))
    return {each.name: TRAIN if row in chosen else TEST for row, each in enumerate(objects)}


def _drop_twins(objects: Sequence[FurnitureObject], drawn: Drawn) -> tuple[list[FurnitureObject], dict[str, str]]:
    """Leave out an object most of whose views equal those of an earlier one: no search could tell the two apart."""
    kept: list[FurnitureObject] = []
    twins: dict[str, str] = {}
    for each in objects:
        views = drawn[each.name]
        twin = next((other for other in kept if 2 * count_equal_views(views, drawn[other.name]) > len(views)), None)
        if twin is None:
            kept.append(each)
        else:
            twins[each.name] = f"most of its pictures equal those of {twin.name}"
    return kept, twins


def _choose_shown(items: Sequence[Item], queries: Mapping[str, str]) -> list[str]:
    """Queries to offer first: of different categories, and in perspective where there is such a one."""
    held_back = [item for item in items if item.is_query]
    held_back.sort(key=lambda item: not queries[item.object.name].startswith("perspective"))
    by_category: dict[str, str] = {}
    for item in held_back:
        by_category.setdefault(item.object.category, item.path)
    return list(by_category.values())[:_SHOWN_QUERIES]


def _write_description(folder: Path, items: Sequence[Item], identities: int, queries: Mapping[str, str]) -> None:
    description = {
        "schema": 1,
        "name": "Household objects",
        "items": "items.csv",
        "itemCount": len(items),
        "identityCount": identities,
        "queryCount": len(queries),
        "sampleQueries": _choose_shown(items, queries),
        "license": "Line drawings of 3-D models under CC0 or CC BY; authors and licenses are listed in CREDITS.md.",
        "seed": SEED,
    }
    (folder / "sample.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
