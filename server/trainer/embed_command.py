"""`embed`: the stored vectors of an item table, as one file."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.checkpoints import open_checkpoint
from trainer.derived_views import VIEWS_HELP, views_of_text, with_views
from trainer.embedding import EmbeddedItems, PictureFolder, embed_items, embed_readable, report_progress, unusable
from trainer.item_table import read_item_table
from trainer.job_events import end_with_parent, print_event, report_events
from trainer.manifest import PLAIN_VIEWS
from trainer.sessions import device_of, start_session


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `embed`."""
    parser.add_argument("--items", type=Path, required=True, help="item table")
    parser.add_argument("--checkpoint", type=Path, required=True, help="checkpoint folder")
    parser.add_argument("--out", type=Path, required=True, help=".npz file: vectors [N, D] float32, paths [N]")
    parser.add_argument(
        "--folder", type=Path, help="where the pictures lie, and links may not leave (default: the table's folder)"
    )
    parser.add_argument(
        "--skip-unreadable",
        action="store_true",
        help="leave out pictures that cannot be used, and list them in the array `faults` as JSON [{path, message}]",
    )
    parser.add_argument("--views", type=views_of_text, default=PLAIN_VIEWS, metavar="VIEWS", help=VIEWS_HELP)
    parser.add_argument(
        "--events", action="store_true", help="print progress as JSON lines, and end when standard input closes"
    )


def run(arguments: argparse.Namespace) -> int:
    """Writes the vectors of all rows of the table, in its order."""
    if arguments.events:
        end_with_parent()
    out: Path = arguments.out
    embedded = _embed(arguments)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f"{out.name}.partial")
    arrays: dict[str, NDArray[Any]] = {"vectors": embedded.vectors, "paths": np.array(embedded.paths, dtype=np.str_)}
    if arguments.skip_unreadable:
        arrays["faults"] = np.array(json.dumps([asdict(fault) for fault in embedded.faults], ensure_ascii=False))
    try:
        with partial.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    left_out = f", {len(embedded.faults):,} pictures left out" if embedded.faults else ""
    print(f"wrote {out}: {embedded.vectors.shape[0]:,} vectors of {embedded.vectors.shape[1]} dimensions{left_out}")
    return 0


def _embed(arguments: argparse.Namespace) -> EmbeddedItems:
    table: Path = arguments.items
    folder: Path | None = arguments.folder
    if arguments.events:
        print_event("opening the checkpoint", 0, None)
    opened = open_checkpoint(arguments.checkpoint)
    checkpoint = replace(opened, manifest=with_views(opened.manifest, arguments.views, opened.manifest.created_at))
    items = read_item_table(table)
    if not arguments.skip_unreadable and folder is None:
        vectors = embed_items(table.parent, items, checkpoint, report_progress("pictures"))
        return EmbeddedItems([item.path for item in items], vectors, [])
    session = start_session(checkpoint.network)
    stage = f"embedding on {device_of(session)}"
    progress = report_events(stage) if arguments.events else report_progress("pictures")
    where = PictureFolder(folder or table.parent, is_confined=folder is not None)
    embedded = embed_readable(where, items, checkpoint, session, progress)
    if embedded.faults and not arguments.skip_unreadable:
        raise unusable(embedded.faults, len(items))
    return embedded
