"""From a network in training to a checkpoint folder that the studio searches with."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from trainer.checkpoints import write_checkpoint
from trainer.export_onnx import export_onnx
from trainer.manifest import Credits, EmbeddingRules, Manifest, Metric
from trainer.models.retrieval_model import ExportedModel, RetrievalModel
from trainer.recipe import network as described
from trainer.recipe.recipe import Recipe

PROBES = 20


@dataclass(frozen=True)
class Provenance:
    """Where a network comes from.

    Attributes:
        run: id of the run.
        dataset: what it was trained on, in words.
        weights: that it started from, in words; empty for random ones.
        parent: id of the checkpoint it started from; None for none.
    """

    run: str
    dataset: str
    weights: str
    parent: str | None


@dataclass(frozen=True)
class CheckpointContent:
    """What belongs to a checkpoint beside its network.

    Attributes:
        probes: [N, 3, H, W] normalized pictures on which file and network are compared, N at least 2.
        names: of the C identities; empty where nothing is known of them.
        centers: [C, D] float32, a row for each identity; None where there are none.
        curves: the run's events so far.
    """

    probes: NDArray[np.float32]
    names: tuple[str, ...]
    centers: NDArray[np.float32] | None
    curves: bytes

    def files(self) -> dict[str, bytes]:
        """By their names in the folder."""
        found = {"curves.jsonl": self.curves}
        if self.centers is not None:
            found["identities.json"] = json.dumps(self.names, ensure_ascii=False).encode()
            found["centers.safetensors"] = save({"centers": np.ascontiguousarray(self.centers, np.float32)})
        return found


def export_model(model: RetrievalModel, folder: Path, manifest: Manifest, content: CheckpointContent) -> Manifest:
    """Exports a network and writes its checkpoint folder.

    Args:
        model: with the weights that count; its device and mode stay as they are.
        folder: to make or replace.
        manifest: all but its files.
        content: what else goes into it.

    Raises:
        ExportError: they differ.
    """
    network = ExportedModel(copy.deepcopy(model).cpu().float()).eval()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "model.onnx"
        export_onnx(network, file, content.probes)
        return write_checkpoint(folder, manifest, file, None, content.files())


def checkpoint_manifest(
    recipe: Recipe, step: int, sizes: tuple[int, int], origin: Provenance, metrics: Mapping[str, float]
) -> Manifest:
    """What the checkpoint of a step says about itself; `sizes` are the embedding's dimension and the centers' count."""
    measured = [Metric(dataset="validation", name=name, value=round(value, 6)) for name, value in metrics.items()]
    return Manifest(
        id=_identifier(f"{recipe.name}-{origin.run}-{step}"),
        name=f"{recipe.title}, step {step}",
        recipe=recipe.name,
        parent=origin.parent,
        created_at=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        input=recipe.input,
        embedding=EmbeddingRules(
            dimension=sizes[0], pooling=_pooling(recipe.network.pooling), neck=recipe.network.neck.kind
        ),
        credits=Credits(training_data=(origin.dataset,), start_weights=(origin.weights,) if origin.weights else ()),
        metrics=tuple(measured),
        identities=sizes[1],
        files=(),
    )


def _identifier(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in text)


def _pooling(pooling: described.Pooling) -> str:
    return f"gem p={pooling.power:g}" if isinstance(pooling, described.GemPooling) else pooling.kind


def probe_pictures(pictures: Sequence[NDArray[np.float32]], size: tuple[int, int]) -> NDArray[np.float32]:
    """`PROBES` pictures [N, 3, H, W]: those given, and noise for what is missing."""
    missing = PROBES - len(pictures)
    noise = np.random.default_rng(0).standard_normal((max(0, missing), 3, *size)).astype(np.float32)
    return np.concatenate([*(picture[None] for picture in pictures[:PROBES]), noise])
