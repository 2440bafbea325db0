"""The command that makes the sample gallery: draw all household objects, split them, write the shipped part."""

import argparse
import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from trainer.rendering.credits import write_credits
from trainer.rendering.figures import Picture, draw_all
from trainer.rendering.furniture import FurnitureObject, read_package
from trainer.rendering.gallery_files import list_items, write_items
from trainer.rendering.household import SEED, choose_queries, split_groups
from trainer.rendering.progress import Progress
from trainer.rendering.similarity import count_equal_views, describe_views, group_nearly_same
from trainer.rendering.views import VIEWS

SPLIT_TABLE = Path(__file__).parent / "splits" / "household.csv"

Drawn = Mapping[str, Mapping[str, Picture]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--package", type=Path, required=True, help="folder of Debian's sweethome3d-furniture")
    parser.add_argument("--out", type=Path, default=Path("public/sample"), help="folder of the shipped gallery")
    parser.add_argument("--train-out", type=Path, help="also write the training objects' pictures here")
    parser.add_argument("--credits", type=Path, default=Path("CREDITS.md"), help="the page of credits to write")
    parser.add_argument("--split-table", type=Path, default=SPLIT_TABLE, help="the table of the split to write")


def run(arguments: argparse.Namespace) -> int:
    """Make the gallery; the same package gives the same files, byte for byte.

    Returns:
        0; models that could not be drawn are listed and left out.
    """
    package = read_package(arguments.package)
    drawn, failures = _draw(package.objects)
    objects = [each for each in package.objects if each.name in drawn]
    training, rest = _split(objects, drawn)
    shipped, twins = _drop_twins(rest, drawn)
    left_out = {**package.left_out, **failures, **twins}
    queries = choose_queries({each.name: drawn[each.name] for each in shipped})
    items = list_items(shipped, drawn, "test", queries)
    for folder in ("pictures", "queries"):
        shutil.rmtree(arguments.out / folder, ignore_errors=True)
    write_items(arguments.out, items)
    _write_description(arguments.out, len(items), len(shipped), [each.path for each in items if each.is_query])
    _write_split(arguments.split_table, training, rest, twins)
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
            drawn[figures.name] = figures.pictures
        progress.advance()
    return drawn, failures


def _split(objects: Sequence[FurnitureObject], drawn: Drawn) -> tuple[list[FurnitureObject], list[FurnitureObject]]:
    vectors = np.stack([describe_views(drawn[each.name]) for each in objects])
    mirrored = np.stack([describe_views(drawn[each.name], mirrored=True) for each in objects])
    chosen = split_groups(group_nearly_same(vectors, mirrored))
    training = [each for row, each in enumerate(objects) if row in chosen]
    return training, [each for row, each in enumerate(objects) if row not in chosen]


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


def _write_description(folder: Path, items: int, identities: int, queries: Sequence[str]) -> None:
    step = max(len(queries) // 6, 1)
    description = {
        "schema": 1,
        "name": "Household objects",
        "items": "items.csv",
        "itemCount": items,
        "identityCount": identities,
        "queryCount": len(queries),
        "sampleQueries": list(queries[::step][:6]),
        "license": "Line drawings of 3-D models under CC0 or CC BY; authors and licenses are listed in CREDITS.md.",
        "seed": SEED,
    }
    (folder / "sample.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def _write_split(
    path: Path, training: Sequence[FurnitureObject], rest: Sequence[FurnitureObject], twins: Mapping[str, str]
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sides = [(each, "train") for each in training]
    sides += [(each, "left-out" if each.name in twins else "test") for each in rest]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("object", "split", "title", "author", "license"))
        for each, side in sorted(sides, key=lambda pair: pair[0].name):
            table.writerow((each.name, side, each.title, each.author, each.license))
