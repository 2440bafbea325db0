"""Published weights of backbones, from files at hand. Nothing is fetched."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import timm
import torch
from huggingface_hub import try_to_load_from_cache  # pyright: ignore[reportUnknownVariableType]
from safetensors.torch import load_file  # pyright: ignore[reportUnknownVariableType]
from torch import Tensor, nn

from trainer.errors import StartWeightsError
from trainer.models.imagenet_lite0 import LITE0_WEIGHTS, imagenet_lite0_state
from trainer.models.timm_trunk import TIMM_NAMES
from trainer.recipe.network import Backbone

WEIGHTS_VARIABLE = "RETRIEVAL_STUDIO_WEIGHTS"
"""Names the folder of weights; `weights_folder` says which it is without it."""

_ENDINGS = (".safetensors", ".pth", ".pt", ".bin")


def weights_folder() -> Path:
    """Where files of weights are looked for: of the environment's variable, else in the user's cache."""
    named = os.environ.get(WEIGHTS_VARIABLE)
    return Path(named) if named else Path.home() / ".cache" / "retrieval-studio" / "weights"


def load_start_weights(trunk: nn.Module, backbone: Backbone) -> str:
    """Loads the published weights of a backbone into its trunk, layers that the weights lack left as they are.

    Returns:
        what was loaded, for credits; empty where the recipe wants none.

    Raises:
        StartWeightsError: no file is at hand, or it belongs to another network.
    """
    if backbone.weights == "none":
        return ""
    if backbone.name == "efficientnet-lite0":
        _fit(trunk, imagenet_lite0_state(), LITE0_WEIGHTS)
        return LITE0_WEIGHTS
    path = _find(backbone)
    _fit(trunk, read_weights(path), path.name)
    return f"{backbone.name}, {path.name}"


def read_weights(path: Path) -> dict[str, Tensor]:
    """Tensors by name of a .safetensors or of a .pth file, whatever the training script wrapped around them.

    Raises:
        StartWeightsError: not such a file, or one that holds more than tensors.
    """
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        content: object = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise StartWeightsError(
            f"{path.name} cannot be read: {error}", "Give a file of tensors (weights_only)."
        ) from error
    while isinstance(content, dict):
        entries = cast("dict[str, object]", content)
        inner = next(
            (entries[key] for key in ("state_dict", "model", "net") if isinstance(entries.get(key), dict)), None
        )
        if inner is None:
            break
        content = inner
    found = {
        name.removeprefix("module."): value
        for name, value in cast("dict[str, object]", content).items()
        if isinstance(value, Tensor)
    }
    if not found:
        raise StartWeightsError(f"{path.name} holds no tensors.", "Give a file of weights.")
    return found


def _find(backbone: Backbone) -> Path:
    folder = weights_folder()
    name = TIMM_NAMES.get(backbone.name, backbone.name + ("_ibn_a" if backbone.ibn else ""))
    for ending in _ENDINGS:
        path = folder / f"{name}{ending}"
        if path.is_file():
            return path
    cached = _timm_cache(backbone, name)
    if cached is not None:
        return cached
    raise StartWeightsError(
        f"{backbone.name} starts from ImageNet weights; expected {name}.safetensors or {name}.pth in {folder} "
        "(or timm's cache), found neither.",
        "Put the file there, start from a checkpoint, or set network.backbone.weights to none.",
    )


def _timm_cache(backbone: Backbone, name: str) -> Path | None:
    if backbone.ibn:
        return None
    settings = timm.get_pretrained_cfg(TIMM_NAMES.get(backbone.name, f"tv_{name}"))
    hub = getattr(settings, "hf_hub_id", None)
    if not hub:
        return None
    found = try_to_load_from_cache(hub, "model.safetensors")
    return Path(found) if isinstance(found, str) else None


def _fit(trunk: nn.Module, weights: dict[str, Tensor], what: str) -> None:
    own = trunk.state_dict()
    prefix = "network." if all(name.startswith("network.") for name in own) else ""
    fitting = {
        prefix + name: value
        for name, value in weights.items()
        if prefix + name in own and own[prefix + name].shape == value.shape
    }
    if len(fitting) < len(own) // 2:
        raise StartWeightsError(
            f"{what}: {len(fitting)} of the network's {len(own)} tensors are in it.", "It belongs to another network."
        )
    trunk.load_state_dict(fitting, strict=False)
