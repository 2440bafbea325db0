"""The trainer's layers on golden cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn
from torch.nn import functional

from trainer.golden.files import GoldenCase
from trainer.layers.aggregators import (
    average_activations,
    centered_sum,
    cross_dimensional_weighting,
    maximum_activations,
)
from trainer.layers.instance_batch_norm import InstanceBatchNorm
from trainer.layers.necks import batch_norm_neck, linear_batch_norm
from trainer.layers.non_local import NonLocal
from trainer.layers.regional_pooling import (
    DEEP_RETRIEVAL_FLOOR,
    RegionalPooling,
    pyretri_sum_of_regions,
    sum_of_regions,
    unit,
    with_whole_map,
)
from trainer.layers.regions import Region, pyretri_regions, tolias_regions
from trainer.losses.margin_softmax import MarginKind, MarginSoftmax
from trainer.pooling import GeneralizedMean

Results = dict[str, ArrayLike]

_CLASSIFIERS: dict[str, MarginKind] = {"Linear": "linear", "CircleSoftmax": "circle", "ArcSoftmax": "arcface"}


def layer_bnneck_head(case: GoldenCase) -> Results:
    """fast-reid's head: pooling, an optional projection, batch norm, classifier."""
    params = case.params
    pooled = _pool(case)
    projection = case.inputs.get("bottleneck.1.weight") is not None
    place = 1 if projection else 0
    feature = pooled @ _tensor(case, "bottleneck.0.weight")[:, :, 0, 0].T if projection else pooled
    neck = _load_norm(batch_norm_neck(feature.shape[1]).double(), case, f"bottleneck.{place}.")
    evaluated = neck.eval()(feature)
    after = neck.train()(feature)
    classifier = MarginSoftmax(
        cast("tuple[int, int]", case.inputs["weight"].shape),
        _CLASSIFIERS[params["cls_layer"]],
        params["scale"],
        params["margin"],
    ).double()
    classifier.weight.data = _tensor(case, "weight")
    kind: MarginKind = "linear" if params["cls_layer"] == "Linear" else "plain"
    plain = MarginSoftmax(cast("tuple[int, int]", case.inputs["weight"].shape), kind, params["scale"]).double()
    plain.weight.data = classifier.weight.data
    targets = torch.tensor(case.inputs["targets"].astype(np.int64))
    return {
        "eval_feature": _numpy(evaluated),
        "train_features": _numpy(feature if params["neck_feat"] == "before" else after),
        "train_cls_outputs": _numpy(classifier.logits(after, targets)),
        "train_pred_class_logits": _numpy(plain.logits(after, targets)),
        "bn_running_mean_after": _numpy(cast("Tensor", neck.running_mean)),
        "bn_running_var_after": _numpy(cast("Tensor", neck.running_var)),
    }


def layer_ibn(case: GoldenCase) -> Results:
    """Values, gradient and running statistics."""
    features = torch.tensor(case.inputs["x"], requires_grad=True)
    layer = InstanceBatchNorm(features.shape[1]).double()
    layer.IN.weight.data, layer.IN.bias.data = _tensor(case, "in_weight"), _tensor(case, "in_bias")
    _load_norm(layer.BN, case, "bn_")
    layer.train(case.params["mode"] == "train")
    output = layer(features)
    output.backward(_tensor(case, "grad_out"))
    return _asked(
        case,
        {
            "y": _numpy(output),
            "grad_x": _gradient(features),
            "running_mean_after": _numpy(cast("Tensor", layer.BN.running_mean)),
            "running_var_after": _numpy(cast("Tensor", layer.BN.running_var)),
        },
    )


def layer_isc21_head(case: GoldenCase) -> Results:
    """Generalized mean with one power in training and one in evaluation, linear, batch norm, unit length."""
    params = case.params
    maps = _tensor(case, "feature_map")
    neck = linear_batch_norm(maps.shape[1], len(case.inputs["fc_weight"])).double()
    neck[0].weight.data = _tensor(case, "fc_weight")
    _load_norm(cast("nn.BatchNorm1d", neck[1]), case, "bn_")
    results: Results = {}
    for name, power in (("eval", params["eval_p"]), ("train", params["p"])):
        neck.train(name == "train")
        pooled = GeneralizedMean(power, params["gem_eps"]).double()(maps)
        results[name] = _numpy(functional.normalize(neck(pooled), dim=1))
    return results


def layer_nonlocal(case: GoldenCase) -> Results:
    """Values, and gradients by the input and, in training, all parameters.

    The evaluation cases repeat the parameters' gradients of the training case with the same weights, for another input
    and gradient: they cannot be those of their own backward pass, so they are not compared.
    """
    features = torch.tensor(case.inputs["x"], requires_grad=True)
    layer = NonLocal(features.shape[1], case.params["inter_channels"]).double()
    state = layer.state_dict()
    layer.load_state_dict({name: _tensor(case, name) if name in case.inputs else state[name] for name in state})
    layer.train(case.params["mode"] == "train")
    output = layer(features)
    output.backward(_tensor(case, "grad_out"))
    compared = layer.named_parameters() if layer.training else ()
    gradients = {f"grad_{name}": _gradient(value) for name, value in compared}
    return _asked(case, {"y": _numpy(output), "grad_x": _gradient(features), **gradients})


def layer_other_aggregators(case: GoldenCase) -> Results:
    """CroW, SPoC and MAC."""
    maps, implementation = _tensor(case, "x"), case.params["impl"]
    if implementation == "Crow":
        pooled = cross_dimensional_weighting(maps, case.params["spatial_a"], case.params["spatial_b"])
    else:
        functions = {"SPoC": centered_sum, "cirtorch.spoc": average_activations, "cirtorch.mac": maximum_activations}
        pooled = functions[implementation](maps)
    return {"y": _numpy(pooled).reshape(case.outputs["y"].shape)}


def rmac_forward(case: GoldenCase) -> Results:
    """Sums over regions in three forms."""
    maps = torch.tensor(case.inputs["x"], requires_grad=True)
    params = case.params
    if params["impl"] == "PyRetri RMAC":
        return {"y": _numpy(pyretri_sum_of_regions(maps, params["level_n"]))}
    if params["impl"] == "cirtorch.rmac":
        output = sum_of_regions(maps, params["L"])
        output.backward(_tensor(case, "grad_out")[:, :, 0, 0])
        return _asked(case, {"y": _numpy(output), "grad_x": _gradient(maps)})
    channels = maps.shape[1]
    layer = RegionalPooling(channels, channels if params["whiten"] else None, params["L"]).double()
    if layer.projection is not None:
        layer.projection.weight.data = _tensor(case, "whiten_weight")
        layer.projection.bias.data = _tensor(case, "whiten_bias")
    return _asked(case, {"y": _numpy(layer(maps)), "region_vectors": _numpy(layer.regions(maps))})


def rmac_pipeline_deepretrieval(case: GoldenCase) -> Results:
    """Unit length, shift, projection, unit length, sum, unit length, from pooled regions on."""
    pooled = _tensor(case, "pooled_regions")
    layer = RegionalPooling(pooled.shape[1], len(case.inputs["pca_weight"])).double()
    layer.load_state_dict(
        {
            "shift": _tensor(case, "shift"),
            "projection.weight": _tensor(case, "pca_weight"),
            "projection.bias": _tensor(case, "pca_bias"),
        }
    )
    normalized = unit(pooled, DEEP_RETRIEVAL_FLOOR)
    whitened = layer.whiten(normalized, DEEP_RETRIEVAL_FLOOR)
    total = whitened.sum(dim=0, keepdim=True)
    return {
        "normalized": _numpy(normalized),
        "pca_normalized": _numpy(whitened),
        "aggregated": _numpy(total),
        "rmac": _numpy(unit(total, DEEP_RETRIEVAL_FLOOR)),
    }


def rmac_regions_cirtorch(case: GoldenCase) -> Results:
    """The whole map first, then the grid."""
    height, width, levels = (case.params[name] for name in ("H", "W", "L"))
    regions = with_whole_map(torch.empty(1, 1, height, width), levels)
    return {"regions_xywh": _rows(regions)}


def rmac_regions_deepretrieval(case: GoldenCase) -> Results:
    """The grid, and its corners with the picture's number."""
    height, width, levels = (case.params[name] for name in ("H", "W", "L"))
    regions = _rows(tolias_regions(height, width, levels))
    corners = np.concatenate([regions[:, :2], regions[:, :2] + regions[:, 2:] - 1], axis=1)
    packed = np.concatenate([np.zeros((len(regions), 1)), corners], axis=1)
    return _asked(case, {"regions_xywh": regions, "packed_id_x1y1x2y2_inclusive": packed})


def rmac_regions_pyretri(case: GoldenCase) -> Results:
    """First and last rows and columns, both inside."""
    regions = pyretri_regions(case.params["H"], case.params["W"], case.params["level_n"])
    rows = [
        (region.top, region.left, region.top + region.height - 1, region.left + region.width - 1) for region in regions
    ]
    return {"regions_st_ed": np.array(rows, np.float64)}


def _pool(case: GoldenCase) -> Tensor:
    maps = _tensor(case, "features")
    kind = case.params["pool"]
    if kind == "GeneralizedMeanPoolingP":
        return GeneralizedMean(float(case.inputs["pool_layer.p"][0])).double()(maps)
    average = average_activations(maps)
    return average if kind == "GlobalAvgPool" else average + maximum_activations(maps)


def _load_norm(norm: Any, case: GoldenCase, prefix: str) -> Any:
    for name in ("weight", "bias", "running_mean", "running_var"):
        getattr(norm, name).data = _tensor(case, f"{prefix}{name}")
    return norm


def _rows(regions: list[Region]) -> NDArray[np.float64]:
    return np.array(regions, np.float64).reshape(-1, 4)


def _asked(case: GoldenCase, results: Results) -> Results:
    return {name: value for name, value in results.items() if name in case.outputs}


def _tensor(case: GoldenCase, name: str) -> Tensor:
    return torch.tensor(case.inputs[name])


def _numpy(tensor: Tensor) -> NDArray[np.float64]:
    return tensor.detach().numpy().copy()


def _gradient(variable: Tensor) -> NDArray[np.float64]:
    return _numpy(torch.zeros_like(variable) if variable.grad is None else variable.grad)


LAYER_ADAPTERS: dict[str, tuple[str, Callable[[GoldenCase], Results]]] = {
    "layer_bnneck_head": ("layers/necks", layer_bnneck_head),
    "layer_ibn": ("layers/instance_batch_norm", layer_ibn),
    "layer_isc21_head": ("layers/necks", layer_isc21_head),
    "layer_nonlocal": ("layers/non_local", layer_nonlocal),
    "layer_other_aggregators": ("layers/aggregators", layer_other_aggregators),
    "rmac_forward": ("layers/regional_pooling", rmac_forward),
    "rmac_pipeline_deepretrieval": ("layers/regional_pooling", rmac_pipeline_deepretrieval),
    "rmac_regions_cirtorch": ("layers/regions", rmac_regions_cirtorch),
    "rmac_regions_deepretrieval": ("layers/regions", rmac_regions_deepretrieval),
    "rmac_regions_pyretri": ("layers/regions", rmac_regions_pyretri),
}
"""Golden file to (module that implements it, adapter)."""
