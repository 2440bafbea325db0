"""The command that draws all models of a folder."""

import argparse
import csv
from functools import partial
from pathlib import Path

from trainer.rendering.drawing import LineStyle
from trainer.rendering.errors import ModelFormatError
from trainer.rendering.figures import draw_all
from trainer.rendering.gallery_files import encode_picture, to_four_greys
from trainer.rendering.loading import MODEL_SUFFIXES, load_model
from trainer.rendering.progress import Progress
from trainer.rendering.views import VIEWS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--models", type=Path, required=True, help=f"folder of models ({', '.join(MODEL_SUFFIXES)})")
    parser.add_argument("--out", type=Path, required=True, help="folder for items.csv and pictures/")
    parser.add_argument("--ldraw", type=Path, help="LDraw library (with parts/ and p/), for .dat models")
    parser.add_argument("--size", type=int, default=384, help="side of a picture in pixels")
    parser.add_argument("--line-width", type=float, default=1.5, help="width of inner lines at 384 pixels")
    parser.add_argument("--outline-width", type=float, default=2.0, help="width of outlines at 384 pixels")


def run(arguments: argparse.Namespace) -> int:
    """Draw every model in eight views.

    Returns:
        0 if at least one model was drawn. Models that could not be are listed with their reasons.

    Raises:
        ModelFormatError: there is no model to draw, or none could be drawn.
    """
    folder: Path = arguments.models
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in MODEL_SUFFIXES)
    if not paths:
        raise ModelFormatError(
            f"{folder}: expected models that end in {', '.join(MODEL_SUFFIXES)}, found none.",
            "Name the folder that holds the models with --models.",
        )
    scale = arguments.size / 384
    style = LineStyle(arguments.size, arguments.line_width * scale, arguments.outline_width * scale)
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in paths]
    models = [(name, partial(load_model, path, arguments.ldraw)) for name, path in zip(names, paths, strict=True)]
    progress = Progress(len(models), len(VIEWS))
    failures: list[str] = []
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    with (out / "items.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("path", "label", "split", "is_query", "is_gallery"))
        for figures in draw_all(models, style):
            if figures.failure:
                failures.append(f"left out {figures.name}: {figures.failure}")
            for view, picture in figures.pictures.items():
                path = out / "pictures" / figures.name / f"{view}.webp"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(encode_picture(to_four_greys(picture)))
                table.writerow((path.relative_to(out).as_posix(), figures.name, "train", 0, 0))
            progress.advance()
    print("\n".join([*failures, f"{len(models) - len(failures)} models drawn, {len(failures)} left out"]))
    if len(failures) == len(models):
        raise ModelFormatError("expected a model that can be drawn, found none.", "The lines above say why not.")
    return 0
