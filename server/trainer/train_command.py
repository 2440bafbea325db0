"""`train`: trains a recipe on an item table, in a run's folder."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

from trainer.errors import TrainerError
from trainer.events import EventWriter, Failed
from trainer.item_table import read_item_table
from trainer.recipe.reading import load_recipe, read_recipe_file, recipe_names, recipe_text
from trainer.training.processes import Processes, join_processes
from trainer.training.run_folder import RunFolder, RunJob
from trainer.training.session import Session
from trainer.training.training_items import choose_items
from trainer.training.training_setup import set_up

_NO_ITEMS = b"path,label,split,is_query,is_gallery\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `train`."""
    parser.add_argument("--recipe", help=f"one of {', '.join(recipe_names())}")
    parser.add_argument("--items", type=Path, help="item table; paths are relative to its folder")
    parser.add_argument("--lines", type=Path, help="folder of line archives (`render-lines`), for drawings-lite")
    parser.add_argument("--out", type=Path, help="the run's folder; runs/RECIPE-TIME beside the table by default")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a key of the recipe")
    parser.add_argument("--start", type=Path, help="checkpoint of a run, or file of weights, to start from")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--workers", type=int, help="processes that read pictures ahead")
    parser.add_argument("--processes", type=int, default=1, help="processes that train together on this machine")
    parser.add_argument("--resume", action="store_true", help="go on where the run in --out or --job stopped")
    parser.add_argument("--job", type=Path, help="a run's folder, as the companion writes it")


def run(arguments: argparse.Namespace) -> int:
    """Trains; a failure is told in the run's events as well as on standard error."""
    folder = RunFolder(arguments.job.resolve()) if arguments.job else _folder_of(arguments)
    if arguments.processes > 1 and "RANK" not in os.environ:
        return _start_processes(arguments, folder)
    job = folder.read_job()
    processes = join_processes(job.device)
    events = EventWriter(folder.curves) if processes.is_first else None
    try:
        _train(folder, job, processes, events, is_resumed=arguments.resume)
    except (TrainerError, OSError) as error:
        if events is not None:
            _tell_failure(events, error)
        raise
    finally:
        if events is not None:
            events.close()
    return 0


def _train(
    folder: RunFolder, job: RunJob, processes: Processes, events: EventWriter | None, *, is_resumed: bool
) -> None:
    recipe = read_recipe_file(folder.recipe)
    if events is not None:
        events.beat("reading the items")
    items = choose_items(job.items_folder, read_item_table(folder.items), recipe)

    def progress(done: int, total: int) -> None:
        if events is not None:
            events.beat("preparing", done, total)

    setup = set_up(recipe, job, items, processes, progress)
    try:
        Session(setup, folder, job, events, processes).run(is_resumed=is_resumed)
    finally:
        setup.source.close()


def _tell_failure(events: EventWriter, error: Exception) -> None:
    hint = error.hint if isinstance(error, TrainerError) else "Check that the disk has room and can be written."
    try:
        events.write(Failed(name=type(error).__name__, message=str(error), hint=hint))
    except OSError:
        return  # a full disk takes no event either; standard error has it


def _folder_of(arguments: argparse.Namespace) -> RunFolder:
    """The run's folder for a training from the command line, filled unless it is resumed."""
    if arguments.resume:
        if arguments.out is None:
            raise TrainerError("--resume needs --out: the folder of the run to go on with.", "Name it.")
        return RunFolder(arguments.out.resolve())
    if arguments.recipe is None or (arguments.items is None and arguments.lines is None):
        raise TrainerError("Expected --recipe and --items, or --job.", "See `train --help`.")
    recipe = load_recipe(arguments.recipe, arguments.set)
    table: Path = (arguments.items or arguments.lines / "items.csv").resolve()
    time = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S")
    path: Path = (arguments.out or table.parent / "runs" / f"{recipe.name}-{time}").resolve()
    if (path / "curves.jsonl").exists():
        raise TrainerError(f"{path} holds a run already.", "Name another folder, or go on with --resume.")
    path.mkdir(parents=True, exist_ok=True)
    folder = RunFolder(path)
    folder.recipe.write_text(recipe_text(recipe), encoding="utf-8")
    folder.items.write_bytes(_NO_ITEMS if arguments.items is None else table.read_bytes())
    start = arguments.start.resolve() if arguments.start else None
    folder.write_job(
        RunJob(
            run=path.name,
            items_folder=table.parent,
            device=arguments.device,
            start_weights=start,
            workers=arguments.workers,
            lines_folder=arguments.lines.resolve() if arguments.lines else None,
        )
    )
    print(f"run folder: {path}", file=sys.stderr)
    return folder


def _start_processes(arguments: argparse.Namespace, folder: RunFolder) -> int:
    """The same command once for each process, through torchrun."""
    command = [
        *(sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={arguments.processes}"),
        *("--module", "trainer", "train", "--job", str(folder.path)),
        *(["--resume"] if arguments.resume else []),
    ]
    return subprocess.run(command, check=False, cwd=Path(__file__).parents[1]).returncode
