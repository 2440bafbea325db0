"""`convert`: an author's released weights become a checkpoint folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from trainer.models.build import build_model
from trainer.models.released_weights import fit_released_weights
from trainer.models.start_weights import read_weights
from trainer.recipe.reading import load_recipe, recipe_names
from trainer.training.checkpoint_writer import (
    CheckpointContent,
    Provenance,
    checkpoint_manifest,
    export_model,
    probe_pictures,
)

_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `convert`."""
    parser.add_argument("--recipe", required=True, help=f"that they were trained with: {', '.join(recipe_names())}")
    parser.add_argument("--weights", type=Path, required=True, help=".pth or .safetensors; read without pickled code")
    parser.add_argument("--out", type=Path, help="checkpoint folder; RECIPE-FILE beside the weights by default")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a key of the recipe")


def run(arguments: argparse.Namespace) -> int:
    """Fits the weights into the recipe's network, exports it and says what was left over.

    Raises:
        StartWeightsError: the file cannot be read, or belongs to another network.
        ExportError: the exported network differs.
    """
    recipe = load_recipe(arguments.recipe, arguments.set)
    file: Path = arguments.weights
    out: Path = arguments.out or file.parent / f"{recipe.name}-{file.stem}"
    size = (recipe.input.height, recipe.input.width)
    model = build_model(recipe.network, size).eval()
    fitted = fit_released_weights(model, read_weights(file))
    model.load_state_dict({name: value.to(torch.float32) for name, value in fitted.state.items()}, strict=False)
    if fitted.unused:
        more = f" and {len(fitted.unused) - _SHOWN} more" if len(fitted.unused) > _SHOWN else ""
        print(f"left out, as no part of the network: {', '.join(fitted.unused[:_SHOWN])}{more}", file=sys.stderr)
    centers = None if fitted.centers is None else fitted.centers.float().numpy()
    origin = Provenance(file.stem, f"as {recipe.source.paper or recipe.title}", file.name, None)
    counts = (model.embedding_dimension, 0 if centers is None else len(centers))
    manifest = checkpoint_manifest(recipe, 0, counts, origin, {})
    named = manifest.model_copy(
        update={"id": f"{recipe.name}-{file.stem}", "name": f"{recipe.title}, released weights"}
    )
    names = tuple(str(row) for row in range(counts[1]))
    content = CheckpointContent(probe_pictures([], size), names, centers, b"")
    written = export_model(model, out, named, content)
    print(f"wrote {out}: {len(written.files)} files, {sum(entry.bytes for entry in written.files) / 1e6:.1f} MB")
    return 0
