"""`embed-sample`: the sample gallery's embeddings for the checkpoint that ships with it."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

from trainer.checkpoints import NETWORK_FILE, open_checkpoint
from trainer.embedding import embed_items, report_progress
from trainer.item_table import read_item_table

PUBLIC = Path(__file__).parents[2] / "public"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `embed-sample`."""
    parser.add_argument("--sample", type=Path, default=PUBLIC / "sample", help="folder with items.csv")
    parser.add_argument("--checkpoint", type=Path, default=PUBLIC / "models" / "default", help="checkpoint folder")


def run(arguments: argparse.Namespace) -> int:
    """Writes `embeddings/<checkpoint id>.npy` (gallery rows, float16) and its header `.json`."""
    sample: Path = arguments.sample
    checkpoint = open_checkpoint(arguments.checkpoint)
    table = sample / "items.csv"
    gallery = [item for item in read_item_table(table) if item.is_gallery]
    vectors = embed_items(sample, gallery, checkpoint, report_progress("pictures")).astype(np.float16)
    network = next(entry for entry in checkpoint.manifest.files if entry.path == NETWORK_FILE)
    header = {
        "schema": 1,
        "checkpoint": checkpoint.manifest.id,
        "checkpointSha256": network.sha256,
        "dataset": "sample",
        "rows": vectors.shape[0],
        "dimension": vectors.shape[1],
        "dtype": "float16",
        "itemsSha256": hashlib.sha256(table.read_bytes()).hexdigest(),
    }
    folder = sample / "embeddings"
    folder.mkdir(exist_ok=True)
    partial = folder / ".vectors.partial.npy"
    np.save(partial, vectors)
    # The header names what the vectors belong to, so it is written last.
    partial.replace(folder / f"{checkpoint.manifest.id}.npy")
    (folder / f"{checkpoint.manifest.id}.json").write_text(json.dumps(header, indent=2) + "\n")
    print(f"wrote {folder / checkpoint.manifest.id}.npy: {vectors.shape[0]:,} vectors of {vectors.shape[1]} dimensions")
    return 0
