"""The command that draws models as lines, for trainings that make their sheets themselves."""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from trainer.errors import TrainerError
from trainer.rendering.drawing import draw_lines
from trainer.rendering.edges import find_edges
from trainer.rendering.errors import ModelFormatError
from trainer.rendering.furniture import read_package
from trainer.rendering.intersections import with_intersections
from trainer.rendering.line_archive import NamedDrawing, pack_lines, write_lines
from trainer.rendering.loading import load_model
from trainer.rendering.mesh import Mesh
from trainer.rendering.part_split import read_part_split
from trainer.rendering.procedural import make_shape
from trainer.rendering.progress import Progress
from trainer.rendering.split_table import TRAIN, read_split
from trainer.rendering.views import VIEWS, View

CHUNK = 250
"""Models in one archive."""

HOUSEHOLD_SPLIT = Path(__file__).parent / "splits" / "household.csv"
_PERSPECTIVE = 0.7


@dataclass(frozen=True)
class Model:
    """A model on its way to its lines.

    Attributes:
        name: `kind/name`, the identity.
        load: reads or makes it.
        chance_views: views from anywhere above, beside the eight of a figure sheet.
    """

    name: str
    load: Callable[[], Mesh]
    chance_views: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", type=Path, required=True, help="folder for the archives")
    parser.add_argument("--ldraw", type=Path, help="LDraw library: draws its parts of the training split")
    parser.add_argument("--package", type=Path, help="sweethome3d-furniture: draws its objects of the training split")
    parser.add_argument("--procedural", type=int, default=0, metavar="N", help="draws so many procedural shapes")
    parser.add_argument("--first", type=int, default=0, help="seed of the first procedural shape")
    parser.add_argument("--chance-views", type=int, default=4, help="views from anywhere, beside the eight usual ones")
    parser.add_argument("--processes", type=int, help="all cores by default")


def run(arguments: argparse.Namespace) -> int:
    """Draw all models asked for, `CHUNK` to an archive.

    Raises:
        ModelFormatError: nothing was asked for, or nothing could be drawn.
    """
    models = _models(arguments)
    if not models:
        raise ModelFormatError("expected models to draw, found none.", "Give --ldraw, --package or --procedural.")
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    progress = Progress(len(models), len(VIEWS) + arguments.chance_views)
    failures: list[str] = []
    with multiprocessing.get_context("spawn").Pool(arguments.processes or os.cpu_count() or 1) as pool:
        drawn = pool.imap(draw_model, models, chunksize=2)
        for number, chunk in enumerate(_chunks(drawn)):
            drawings: list[NamedDrawing] = []
            for found in chunk:
                progress.advance()
                if isinstance(found, str):
                    failures.append(found)
                else:
                    drawings += found
            if drawings:
                write_lines(out / f"lines-{number:04d}.npz", pack_lines(drawings))
    print("\n".join([*failures, f"{len(models) - len(failures)} models drawn, {len(failures)} left out"]))
    if len(failures) == len(models):
        raise ModelFormatError("expected a model that can be drawn, found none.", "The lines above say why not.")
    return 0


def draw_model(model: Model) -> list[NamedDrawing] | str:
    """A model's lines in the views of a figure sheet and some by chance, or why there are none."""
    try:
        mesh = model.load()
        whole = mesh if mesh.has_own_lines else with_intersections(mesh)
        edges = find_edges(whole)
        chance = random.Random(model.name)
        views = [*VIEWS, *(view_by_chance(chance) for _ in range(model.chance_views))]
        return [NamedDrawing(model.name, row, draw_lines(whole, view, edges)) for row, view in enumerate(views)]
    except (TrainerError, OSError, ValueError) as error:
        return f"left out {model.name}: {error}"


def view_by_chance(chance: random.Random) -> View:
    """From anywhere around, a little below to well above the horizon."""
    around, above = chance.uniform(-math.pi, math.pi), math.radians(chance.uniform(-25, 65))
    toward = (math.cos(above) * math.sin(around), math.sin(above), math.cos(above) * math.cos(around))
    return View("chance", toward, is_perspective=chance.random() < _PERSPECTIVE)


def _models(arguments: argparse.Namespace) -> list[Model]:
    views: int = arguments.chance_views
    models: list[Model] = []
    if arguments.ldraw is not None:
        library: Path = arguments.ldraw
        for name, side in read_part_split().items():
            path = library / "parts" / f"{name.removeprefix('ldraw/')}.dat"
            if side == TRAIN:
                models.append(Model(name, partial(load_model, path, library), views))
    if arguments.package is not None:
        sides = read_split(HOUSEHOLD_SPLIT)
        models += [
            Model(f"household/{each.name}", each.load, views)
            for each in read_package(arguments.package).objects
            if sides.get(each.name) == TRAIN
        ]
    shapes = range(arguments.first, arguments.first + arguments.procedural)
    models += [Model(f"procedural/{seed}", partial(make_shape, seed), views) for seed in shapes]
    return models


def _chunks(drawn: Iterator[list[NamedDrawing] | str]) -> Iterator[list[list[NamedDrawing] | str]]:
    while chunk := list(islice(drawn, CHUNK)):
        yield chunk
