"""Weights that authors released, under their own names, fitted into our networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from trainer.errors import StartWeightsError
from trainer.models.retrieval_model import RetrievalModel

# Where the systems keep their parts: fast-reid and ISC21 `backbone.`, the strong baseline `base.`, DIGIX `model.`.
_TRUNKS = ("backbone.", "base.", "model.", "encoder.", "trunk.", "features.", "")
_POWERS = ("heads.pool_layer.p", "pool_layer.p", "pool.p", "gem.p", "pooling.p", "global_pool.p", "avgpool.p")
_NORMS = ("heads.bottleneck.0.", "heads.bnneck.", "bottleneck.", "bnneck.", "bn.", "neck.", "neck.0.", "neck.1.")
_LINEARS = ("fc.", "embedding.", "neck.0.", "linear.", "embedding_layer.")
_CENTERS = (
    "heads.weight",
    "heads.classifier.weight",
    "classifier.weight",
    "arcface.weight",
    "margin.weight",
    "fc.weight",
)
_SHOWN = 8


@dataclass(frozen=True)
class FittedWeights:
    """A released file, fitted.

    Attributes:
        state: tensors under our network's names.
        centers: [C, D], the classifier's rows; None where there are none.
        unused: names of the file that nothing stands for.
    """

    state: dict[str, Tensor]
    centers: Tensor | None
    unused: tuple[str, ...]


def fit_released_weights(model: RetrievalModel, given: Mapping[str, Tensor]) -> FittedWeights:
    """Finds every tensor of a network in a released state dict.

    Args:
        model: the recipe's network.
        given: the file's tensors by the authors' names, without `module.`.

    Raises:
        StartWeightsError: tensors are missing or have another shape; they are named.
    """
    own = model.state_dict()
    names = {name: found for name in own if (found := _name_of(name, own, given)) is not None}
    counters = {name for name in own if name.endswith("num_batches_tracked")}
    # A batch norm's shift that is not trained is 0 and need not be in the file.
    silent = {name for name in own if name.startswith("neck") and name.endswith("bias") and not own[name].any()}
    missing = [name for name in own if name not in names and name not in counters | silent]
    wrong = [
        f"{names[name]}: expected {tuple(own[name].shape)}, found {tuple(given[names[name]].shape)}"
        for name in names
        if own[name].shape != given[names[name]].shape
    ]
    if missing or wrong:
        faults = f"{_list('missing', missing)}{_list('misshapen', wrong)}".strip()
        raise StartWeightsError(
            f"The file does not fit the recipe's network: {faults}",
            "Choose the recipe that the weights were trained with.",
        )
    state = {name: given[found] for name, found in names.items()}
    centers = next((given[name] for name in _CENTERS if name in given and name not in names.values()), None)
    used = {*names.values(), *_CENTERS}
    unused = [name for name in given if name not in used and not name.endswith("num_batches_tracked")]
    return FittedWeights(state, centers, tuple(unused))


def _name_of(name: str, own: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> str | None:
    """The file's name of one of our tensors; those of the right shape before others."""
    part, _, rest = name.partition(".")
    if part == "trunk":
        candidates = [prefix + rest.removeprefix("network.") for prefix in _TRUNKS]
    elif rest.endswith("power"):
        candidates = list(_POWERS)
    else:
        last = rest.rpartition(".")[2]
        candidates = [prefix + last for prefix in (_NORMS if own[name].ndim == 1 else _LINEARS)]
    there = [candidate for candidate in candidates if candidate in given]
    fitting = [candidate for candidate in there if given[candidate].shape == own[name].shape]
    return next(iter(fitting or there), None)


def _list(what: str, names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{what}: {', '.join(names[:_SHOWN])}{more}. "
