"""The trainer's losses on golden cases: values, and gradients by everything that the case has one of."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from trainer.golden.files import GoldenCase
from trainer.losses.center_loss import CenterLoss
from trainer.losses.contrastive import Contrastive, CrossBatchMemory
from trainer.losses.listwise_average_precision import ListwiseAveragePrecision, Ties
from trainer.losses.margin_logits import MARGIN_LOGITS
from trainer.losses.margin_softmax import MarginKind, MarginSoftmax
from trainer.losses.pairwise import GlobalCircle, PairwiseCircle, PairwiseCosFace
from trainer.losses.smoothed_cross_entropy import Smoothing, focal_loss, smoothed_cross_entropy
from trainer.losses.triplet import Distance, Triplet
from trainer.losses.tuples import tuple_contrastive, tuple_triplet

Results = dict[str, ArrayLike]
Loss = Callable[[Tensor, Tensor], Tensor]

_SOFTMAX_KINDS: dict[str, MarginKind] = {
    "Linear": "linear",
    "CosSoftmax": "cosface",
    "ArcSoftmax": "arcface",
    "CircleSoftmax": "circle",
}


def loss_ap_dirtorch(case: GoldenCase) -> Results:
    """Listwise AP, without and with ties."""
    params = case.params
    kinds: dict[str, Ties] = {"APLoss": "none", "TAPLoss": "exact", "TAPLoss_simplified": "simplified"}
    layer = ListwiseAveragePrecision(params["nq"], params["min"], params["max"], kinds[params["loss"]])
    scores, relevant = _variable(case, "scores"), _tensor(case, "label")
    loss = layer.scores_loss(scores, relevant)
    loss.backward()
    return {
        "loss": loss.item(),
        "AP_per_query": layer.average_precision(scores, relevant).detach().numpy(),
        "grad_scores": _gradient(scores),
    }


def loss_arcface_pml(case: GoldenCase) -> Results:
    """Margins of pytorch-metric-learning; ArcFace's in degrees, and guarded."""
    params = case.params
    is_angle = params["loss"] == "ArcFaceLoss"
    margin = math.radians(params["margin"]) if is_angle else params["margin"]
    kind: MarginKind = "arcface-guarded" if is_angle else "cosface"
    embedding, targets = _variable(case, "embedding"), _labels(case)
    layer = _softmax(case.inputs["W"].T, kind, params["scale"], margin)
    loss = layer(embedding, targets)
    loss.backward()
    no_label = torch.full_like(targets, -1)
    return _asked(
        case,
        {
            "loss": loss.item(),
            "grad_embedding": _gradient(embedding),
            "grad_W": _gradient(layer.weight).T,
            "inference_logits": layer.logits(embedding, no_label).detach().numpy(),
        },
    )


def loss_center(case: GoldenCase) -> Results:
    """Value, and gradients by vectors and centers."""
    layer = CenterLoss(*case.inputs["centers"].shape).double()
    layer.centers.data = _tensor(case, "centers")
    embedding = _variable(case, "embedding")
    loss = layer(embedding, _labels(case))
    loss.backward()
    results: Results = {
        "loss": loss.item(),
        "grad_embedding": _gradient(embedding),
        "grad_centers": _gradient(layer.centers),
    }
    return _asked(case, results)


def loss_circle_global(case: GoldenCase) -> Results:
    """One softplus over all pairs."""
    return _of_embedding(case, GlobalCircle(case.params["margin"], case.params["gamma"]))


def loss_circle_pairwise(case: GoldenCase) -> Results:
    """fast-reid's circle loss."""
    return _of_embedding(case, PairwiseCircle(case.params["margin"], case.params["gamma"]))


def loss_circle_pml(case: GoldenCase) -> Results:
    """The same averaged over the rows with a loss."""
    return _of_embedding(case, PairwiseCircle(case.params["margin"], case.params["gamma"], "non-zero"))


def loss_cosface_pairwise(case: GoldenCase) -> Results:
    """fast-reid's pairwise CosFace."""
    return _of_embedding(case, PairwiseCosFace(case.params["margin"], case.params["gamma"]))


def loss_contrastive_pml(case: GoldenCase) -> Results:
    """Contrastive loss within a batch."""
    return _of_embedding(case, Contrastive(case.params["pos_margin"], case.params["neg_margin"]))


def loss_contrastive_xbm(case: GoldenCase) -> Results:
    """A few steps with a memory."""
    params = case.params
    batches, labels = case.inputs["embeddings"], case.inputs["targets"].astype(np.int64)
    pairs = Contrastive(params["pos_margin"], params["neg_margin"])
    memory = CrossBatchMemory(pairs, params["memory_size"], batches.shape[2]).double()
    results: dict[str, list[Any]] = {name: [] for name in ("loss", "grad", "row", "full")}
    for batch, targets in zip(batches, labels, strict=True):
        vectors = torch.tensor(batch, requires_grad=True)
        loss = memory(vectors, torch.tensor(targets))
        loss.backward()
        for name, value in zip(
            results,
            (
                loss.item(),
                _gradient(vectors),
                cast("Tensor", memory.next_row).item(),
                cast("Tensor", memory.is_full).item(),
            ),
            strict=True,
        ):
            results[name].append(value)
    return {
        "loss_per_step": results["loss"],
        "grad_per_step": np.stack(results["grad"]),
        "queue_idx_after_step": results["row"],
        "has_been_filled_after_step": results["full"],
        "final_memory": cast("Tensor", memory.memory).numpy(),
        "final_memory_labels": cast("Tensor", memory.memory_labels).numpy(),
    }


def loss_cross_entropy_ls(case: GoldenCase) -> Results:
    """Both forms of label smoothing, and the focal loss."""
    params = case.params
    logits, targets = _variable(case, "logits"), _labels(case)
    if "focal" in params["impl"]:
        loss = focal_loss(logits, targets, params["alpha"], params["gamma"])
    else:
        form: Smoothing = "fast-reid" if params["impl"] == "fast-reid" else "strong-baseline"
        loss = smoothed_cross_entropy(logits, targets, params["eps"], form, params.get("alpha", 0.2))
    loss.backward()
    return _asked(case, {"loss": loss.item(), "grad_logits": _gradient(logits)})


def loss_margin_softmax(case: GoldenCase) -> Results:
    """fast-reid's softmax layers with its cross-entropy; some cases give the cosines."""
    params, targets = case.params, _labels(case)
    kind = _SOFTMAX_KINDS[params["layer"]]
    if "pre_logits" in case.inputs:
        return {"logits": MARGIN_LOGITS[kind](_tensor(case, "pre_logits"), targets, params["scale"], params["margin"])}
    layer = _softmax(case.inputs["weight"], kind, params["scale"], params["margin"])
    layer.epsilon = params["label_smoothing_eps"]
    feature = _variable(case, "feature")
    loss = layer(feature, targets)
    loss.backward()
    plain = _softmax(case.inputs["weight"], "linear" if kind == "linear" else "plain", 1.0, 0.0)
    return _asked(
        case,
        {
            "pre_logits": plain.logits(feature, targets).detach().numpy(),
            "logits": layer.logits(feature, targets).detach().numpy(),
            "loss": loss.item(),
            "grad_feature": _gradient(feature),
            "grad_weight": _gradient(layer.weight),
        },
    )


def loss_triplet_fastreid(case: GoldenCase) -> Results:
    """Batch-hard and weighted mining, Euclidean or on unit vectors."""
    params = case.params
    distance: Distance = "squared-unit" if params["norm_feat"] else "euclidean"
    return _triplet(case, Triplet(params["margin"], "hard" if params["hard_mining"] else "weighted", distance))


def loss_triplet_strongbaseline(case: GoldenCase) -> Results:
    """Batch-hard, with a margin or softly."""
    distance: Distance = "euclidean-unit" if case.params["normalize_feature"] else "euclidean"
    return _triplet(case, Triplet(case.params["margin"] or 0.0, "hard", distance))


def loss_tuples_cirtorch(case: GoldenCase) -> Results:
    """Tuples in columns."""
    params = case.params
    columns = _variable(case, "x_DxN")
    roles = _tensor(case, "label")
    if params["loss"] == "contrastive":
        loss = tuple_contrastive(columns.T, roles, params["margin"], params["eps"])
    else:
        loss = tuple_triplet(columns.T, roles, params["margin"])
    loss.backward()
    return _asked(case, {"loss": loss.item(), "grad_x": _gradient(columns)})


def _triplet(case: GoldenCase, layer: Triplet) -> Results:
    embedding, targets = _variable(case, "embedding"), _labels(case)
    mined = layer.mine(embedding.detach(), targets)
    results = _of_embedding(case, layer)
    return _asked(case, {**results, "dist_ap": mined.positive.numpy(), "dist_an": mined.negative.numpy()})


def _of_embedding(case: GoldenCase, loss: Loss) -> Results:
    embedding = _variable(case, "embedding")
    value = loss(embedding, _labels(case))
    value.backward()
    return _asked(case, {"loss": value.item(), "grad_embedding": _gradient(embedding)})


def _softmax(
    weight: np.ndarray[Any, np.dtype[np.float64]], kind: MarginKind, scale: float, margin: float
) -> MarginSoftmax:
    layer = MarginSoftmax((weight.shape[0], weight.shape[1]), kind, scale, margin).double()
    layer.weight.data = torch.tensor(weight)
    return layer


def _asked(case: GoldenCase, results: Results) -> Results:
    return {name: value for name, value in results.items() if name in case.outputs}


def _tensor(case: GoldenCase, name: str) -> Tensor:
    return torch.tensor(case.inputs[name])


def _variable(case: GoldenCase, name: str) -> Tensor:
    return torch.tensor(case.inputs[name], requires_grad=True)


def _labels(case: GoldenCase) -> Tensor:
    return torch.tensor(case.inputs["targets"].astype(np.int64))


def _gradient(variable: Tensor) -> np.ndarray[Any, np.dtype[np.float64]]:
    gradient = variable.grad
    return np.zeros(variable.shape) if gradient is None else gradient.numpy()


LOSS_ADAPTERS: dict[str, tuple[str, Callable[[GoldenCase], Results]]] = {
    "loss_ap_dirtorch": ("losses/listwise_average_precision", loss_ap_dirtorch),
    "loss_arcface_pml": ("losses/margin_softmax", loss_arcface_pml),
    "loss_center": ("losses/center_loss", loss_center),
    "loss_circle_global": ("losses/pairwise", loss_circle_global),
    "loss_circle_pairwise": ("losses/pairwise", loss_circle_pairwise),
    "loss_circle_pml": ("losses/pairwise", loss_circle_pml),
    "loss_contrastive_pml": ("losses/contrastive", loss_contrastive_pml),
    "loss_contrastive_xbm": ("losses/contrastive", loss_contrastive_xbm),
    "loss_cosface_pairwise": ("losses/pairwise", loss_cosface_pairwise),
    "loss_cross_entropy_ls": ("losses/smoothed_cross_entropy", loss_cross_entropy_ls),
    "loss_margin_softmax": ("losses/margin_softmax", loss_margin_softmax),
    "loss_triplet_fastreid": ("losses/triplet", loss_triplet_fastreid),
    "loss_triplet_strongbaseline": ("losses/triplet", loss_triplet_strongbaseline),
    "loss_tuples_cirtorch": ("losses/tuples", loss_tuples_cirtorch),
}
"""Golden file to (module that implements it, adapter)."""
