"""Measuring a network on held-out items while it trains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from trainer.embedding import PictureFolder, open_item
from trainer.errors import PictureError
from trainer.events import Probe, ProbeHit
from trainer.item_table import Item
from trainer.manifest import InputRules
from trainer.metrics import RetrievalMetrics, copy_detection_precision, retrieval_metrics
from trainer.models.retrieval_model import RetrievalModel
from trainer.preprocessing import preprocess

_BATCH = 64
_SHOWN = 10
_READERS = 8
Progress = Callable[[int, int], None]
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Measured:
    """What a validation found.

    Attributes:
        metrics: by name, in [0, 1].
        probes: queries and their best hits.
        unreadable: paths of items that were left out.
    """

    metrics: dict[str, float]
    probes: list[Probe]
    unreadable: list[str]


@dataclass(frozen=True)
class Embedder:
    """Embeds items with a network in training.

    Attributes:
        folder: that paths are relative to.
        rules: of the network's input.
        device: of the network.
    """

    folder: Path
    rules: InputRules
    device: torch.device

    def embed(self, model: RetrievalModel, items: Sequence[Item], progress: Progress) -> tuple[Vectors, list[int]]:
        """Unit vectors [n, D] of the items that can be read, and their places."""
        was_training = model.training
        model.eval()
        rows: list[Vectors] = []
        places: list[int] = []
        with torch.inference_mode():
            for batch in self._batches(items):
                images = torch.from_numpy(np.stack([image for _, image in batch])).to(self.device)
                units = functional.normalize(model(images).embedding.float(), dim=1)
                rows.append(units.cpu().numpy())
                places += [place for place, _ in batch]
                progress(len(places), len(items))
        model.train(was_training)
        return (np.concatenate(rows) if rows else np.zeros((0, model.embedding_dimension), np.float32)), places

    def pictures(self, items: Sequence[Item]) -> list[Vectors]:
        """Normalized pictures [3, H, W] of the items that can be read."""
        return [image for image in map(self._read, items) if image is not None]

    def _batches(self, items: Sequence[Item]) -> Iterator[list[tuple[int, Vectors]]]:
        with ThreadPoolExecutor(_READERS) as readers:
            for first in range(0, len(items), _BATCH):
                loaded = readers.map(self._read, items[first : first + _BATCH])
                batch = [(first + place, image) for place, image in enumerate(loaded) if image is not None]
                if batch:
                    yield batch

    def _read(self, item: Item) -> Vectors | None:
        try:
            return preprocess(open_item(PictureFolder(self.folder), item), self.rules)
        except PictureError:
            return None


def validate(
    vectors: Vectors, items: Sequence[Item], wanted: Sequence[str], probes: int
) -> tuple[dict[str, float], list[Probe]]:
    """Metrics and probes of vectors.

    Every query searches the gallery, and never finds itself; items that are neither are both.

    Args:
        vectors: [N, D] float32, unit rows.
        items: N.
        wanted: names of metrics.
        probes: how many queries to tell the hits of, spaced evenly.

    Returns:
        metrics by name, none where no query has a relevant item; and the probes.
    """
    is_flagged = any(item.is_query or item.is_gallery for item in items)
    queries = np.array([place for place, item in enumerate(items) if item.is_query or not is_flagged], np.int64)
    gallery = np.array([place for place, item in enumerate(items) if item.is_gallery or not is_flagged], np.int64)
    names = np.array([item.identity for item in items])
    is_relevant = names[queries][:, None] == names[gallery][None]
    is_allowed = queries[:, None] != gallery[None]
    if not bool((is_relevant & is_allowed).any()):
        return {}, []
    scores = vectors[queries] @ vectors[gallery].T
    measured = retrieval_metrics(scores, is_relevant, is_allowed, names[queries].tolist())
    shown = np.unique(np.linspace(0, len(queries) - 1, min(probes, len(queries))).round().astype(np.int64))
    told = [_probe(int(row), items, (queries, gallery), (scores, is_relevant, is_allowed)) for row in shown]
    return _metrics(measured, wanted, (scores, is_relevant, is_allowed)), told


def _metrics(
    measured: RetrievalMetrics,
    wanted: Sequence[str],
    matrices: tuple[Vectors, NDArray[np.bool_], NDArray[np.bool_]],
) -> dict[str, float]:
    values = dict(measured.values)
    if "µAP" in wanted:
        values["µAP"] = copy_detection_precision(*matrices)
    return {name: values[name] for name in wanted if name in values}


def _probe(
    row: int,
    items: Sequence[Item],
    places: tuple[NDArray[np.int64], NDArray[np.int64]],
    matrices: tuple[Vectors, NDArray[np.bool_], NDArray[np.bool_]],
) -> Probe:
    queries, gallery = places
    scores, is_relevant, is_allowed = (matrix[row] for matrix in matrices)
    order = [int(place) for place in np.argsort(-scores, kind="stable") if is_allowed[place]][:_SHOWN]
    ranking = [
        ProbeHit(path=items[int(gallery[place])].path, score=float(scores[place]), is_relevant=bool(is_relevant[place]))
        for place in order
    ]
    return Probe(query=items[int(queries[row])].path, ranking=ranking)
