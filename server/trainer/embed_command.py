"""`embed`: the stored vectors of an item table, as one file."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from trainer.checkpoints import open_checkpoint
from trainer.embedding import embed_items, report_progress
from trainer.item_table import read_item_table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `embed`."""
    parser.add_argument("--items", type=Path, required=True, help="item table")
    parser.add_argument("--checkpoint", type=Path, required=True, help="checkpoint folder")
    parser.add_argument("--out", type=Path, required=True, help=".npz file: vectors [N, D] float32, paths [N]")


def run(arguments: argparse.Namespace) -> int:
    """Writes the vectors of all rows of the table, in its order."""
    table: Path = arguments.items
    out: Path = arguments.out
    checkpoint = open_checkpoint(arguments.checkpoint)
    items = read_item_table(table)
    vectors = embed_items(table.parent, items, checkpoint, report_progress("pictures"))
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f"{out.name}.partial")
    with partial.open("wb") as file:
        np.savez(file, vectors=vectors, paths=np.array([item.path for item in items]))
    partial.replace(out)
    print(f"wrote {out}: {vectors.shape[0]:,} vectors of {vectors.shape[1]} dimensions")
    return 0
