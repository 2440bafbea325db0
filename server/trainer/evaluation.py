"""Ranks queries against a gallery and measures the rankings."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.checkpoints import open_checkpoint
from trainer.descriptors import histogram_of_gradients, raw_pixels
from trainer.embedding import PictureFolder, embed_items, open_item, report_progress
from trainer.errors import MeasurementError
from trainer.item_table import Item, read_item_table
from trainer.metrics import RetrievalMetrics, retrieval_metrics

Vectors = NDArray[np.float32]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `evaluate`."""
    parser.add_argument("--items", type=Path, required=True, help="item table with queries and a gallery")
    parser.add_argument("--checkpoint", type=Path, required=True, help="checkpoint folder")
    parser.add_argument("--baselines", action="store_true", help="measure raw pixels and HOG beside the checkpoint")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Prints the metrics of a checkpoint on an item table."""
    table: Path = arguments.items
    checkpoint = open_checkpoint(arguments.checkpoint)
    items = [item for item in read_item_table(table) if item.is_query or item.is_gallery]
    vectors = embed_items(table.parent, items, checkpoint, report_progress("pictures"))
    found = {checkpoint.manifest.id: query_gallery_metrics(items, vectors)}
    if arguments.baselines:
        for name, describe in (("raw pixels", raw_pixels), ("HOG", histogram_of_gradients)):
            rows = [describe(open_item(PictureFolder(table.parent), item), checkpoint.manifest.input) for item in items]
            found[name] = query_gallery_metrics(items, np.stack(rows))
    if arguments.json:
        print(json.dumps({name: asdict(metrics) for name, metrics in found.items()}))
        return 0
    for name, metrics in found.items():
        shown = "  ".join(f"{metric} {value:.4f}" for metric, value in metrics.values.items())
        print(f"{name}: {shown}  ({metrics.queries} queries, {metrics.skipped} without a match left out)")
    return 0


def query_gallery_metrics(items: Sequence[Item], vectors: Vectors) -> RetrievalMetrics:
    """Queries of a table against its gallery; a row that is both never finds itself.

    Args:
        items: N items.
        vectors: [N, D] float32, unit rows.

    Raises:
        MeasurementError: no queries, no gallery, or no query with a gallery row of its identity.
    """
    queries = np.flatnonzero([item.is_query for item in items])
    gallery = np.flatnonzero([item.is_gallery for item in items])
    if queries.size == 0 or gallery.size == 0:
        raise MeasurementError(
            f"The item table has {queries.size} queries and {gallery.size} gallery rows; both must be there.",
            "Set is_query and is_gallery in the item table.",
        )
    identities = np.array([item.identity for item in items])
    return retrieval_metrics(
        vectors[queries] @ vectors[gallery].T,
        identities[queries, None] == identities[None, gallery],
        queries[:, None] != gallery[None, :],
        identities[queries].tolist(),
    )


def leave_one_out(vectors: Vectors, identities: Sequence[str]) -> RetrievalMetrics:
    """Every row as a query against all others: [N, D] float32 unit rows and their N identities."""
    names = np.array(identities)
    return retrieval_metrics(vectors @ vectors.T, names[:, None] == names, ~np.eye(len(names), dtype=bool), identities)
