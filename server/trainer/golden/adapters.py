"""Which of the trainer's functions reproduces which golden file. Adapters only call functions of the product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast

import numpy as np
import torch
from numpy.typing import ArrayLike

from trainer.golden.augment_adapters import random_erasing
from trainer.golden.files import GoldenCase
from trainer.golden.layer_adapters import LAYER_ADAPTERS
from trainer.golden.loss_adapters import LOSS_ADAPTERS
from trainer.golden.training_adapters import learning_rates, sampler_properties
from trainer.manifest import Filter
from trainer.pictures import Pixels
from trainer.pooling import GEM_FLOOR, GeneralizedMean, generalized_mean
from trainer.preprocessing import center_crop, resize, resize_shorter_side
from trainer.resizing import (
    letterbox_opencv,
    letterbox_pillow,
    longer_side_bgr,
    normalize_to_bytes,
    normalize_to_unit,
    resize_tensor,
    subtract_caffe_mean,
)
from trainer.vectors import unit_rows
from trainer.whitening import (
    FULL_WHITENING,
    Learner,
    Matrix,
    aggregate_regions,
    learn_by_parts,
    learn_pca,
    learn_region_pca,
    learn_svd,
    unit_parts,
)

Results = dict[str, ArrayLike]
Adapter = Callable[[GoldenCase], Results]


def resize_pil(case: GoldenCase) -> Results:
    """Every filter that the case holds an output of."""
    pixels = _pixels(case)
    is_flat = pixels.ndim == 2
    deep = pixels[:, :, None] if is_flat else pixels
    width, height = case.params["out_w"], case.params["out_h"]
    resized = {name: resize(deep, width, height, cast("Filter", name)) for name in case.outputs}
    return {name: picture[:, :, 0] if is_flat else picture for name, picture in resized.items()}


def resize_pad(case: GoldenCase) -> Results:
    """Three letterboxes; the parameters tell which one a case is of."""
    pixels, params = _pixels(case), case.params
    if "S" in params:
        resized = longer_side_bgr(pixels, params["S"])
        return {"resized_bgr_hwc": resized, "net_input_nchw": subtract_caffe_mean(resized, params["means_bgr"])}
    if "method" in params:
        return {"out": letterbox_pillow(pixels, params["output_size"], params["method"], tuple(params["color"]))}
    fill = params["fill"]
    return {"out": letterbox_opencv(pixels, params["output_size"], fill if isinstance(fill, int) else tuple(fill))}


def resize_torchvision(case: GoldenCase) -> Results:
    """Resize of a tensor, of a picture, and of a picture with a center crop."""
    pixels, params = _pixels(case), case.params
    if "size" in params:
        resized = resize_shorter_side(pixels, params["size"], params["interpolation"])
        return {"out": center_crop(resized, params["crop"]) if "crop" in params else resized}
    results: Results = {}
    for output in case.outputs:
        filter_name, antialias = cast("tuple[Literal['bilinear', 'bicubic'], str]", output.split("_antialias"))
        tensor = resize_tensor(pixels, (params["out_h"], params["out_w"]), filter_name, antialias == "1")
        results[output] = tensor.permute(1, 2, 0).numpy()
    return results


def normalize_imagenet(case: GoldenCase) -> Results:
    """Torchvision's order of operations, fast-reid's, and one half for mean and deviation."""
    pixels, mean, std = _pixels(case), case.params["mean"], case.params["std"]
    return {
        "torchvision_chw": normalize_to_unit(pixels, mean, std),
        "fastreid_chw": normalize_to_bytes(pixels, mean, std),
        "half_half_chw": normalize_to_unit(pixels, (0.5,) * 3, (0.5,) * 3),
    }


def layer_gem(case: GoldenCase) -> Results:
    """Values, and gradients by the input and by p where the case has them."""
    features = torch.tensor(case.inputs["x"], requires_grad=True)
    params = case.params
    layer = GeneralizedMean(params["p"], params.get("eps", GEM_FLOOR)).double()
    pooled = layer(features) if "eps" in params else generalized_mean(features, float(params["p"]), floor=None)
    results: Results = {"y": pooled.detach().numpy().reshape(case.outputs["y"].shape)}
    if "grad_out" in case.inputs:
        pooled.backward(torch.tensor(case.inputs["grad_out"]).reshape(pooled.shape))
        results["grad_x"] = cast("torch.Tensor", features.grad).numpy()
        results["grad_p"] = cast("torch.Tensor", layer.power.grad).numpy()
    return {name: value for name, value in results.items() if name in case.outputs}


def dimproc_pyretri(case: GoldenCase) -> Results:
    """Compared by the dot products between output rows, since directions are defined up to sign."""
    projected = _project(case.inputs["train"], case.inputs["X"], case.params)
    return {"out_gram": projected @ projected.T}


def _project(training: Matrix, vectors: Matrix, params: dict[str, Any]) -> Matrix:
    processor: str = params["processor"]
    if processor == "L2Normalize":
        return unit_rows(vectors)
    parts, dimension = params["parts"], params["proj_dim"]
    power = FULL_WHITENING if params["whiten"] else 0.0
    if processor == "RMACPCA":
        return aggregate_regions(vectors, parts, learn_region_pca(training, parts, dimension, power))
    learn: Learner = learn_pca if processor.endswith("PCA") else learn_svd
    if processor.startswith("Part"):
        fitted = unit_parts(training, parts) if params["l2"] else training
        return learn_by_parts(fitted, parts, dimension, lambda rows, share: learn(rows, share, power)).apply(vectors)
    return learn(unit_rows(training) if params["l2"] else training, dimension, power).apply(vectors)


def _pixels(case: GoldenCase) -> Pixels:
    return case.inputs["image_hwc_uint8"].astype(np.uint8)


ADAPTERS: dict[str, tuple[str, Adapter]] = {
    **LAYER_ADAPTERS,
    **LOSS_ADAPTERS,
    "dimproc_pyretri": ("whitening", dimproc_pyretri),
    "layer_gem": ("pooling", layer_gem),
    "normalize_imagenet": ("resizing", normalize_imagenet),
    "random_erasing": ("augment", random_erasing),
    "lr_schedules": ("schedules", learning_rates),
    "sampler_properties": ("samplers", sampler_properties),
    "resize_pad": ("resizing", resize_pad),
    "resize_pil": ("preprocessing", resize_pil),
    "resize_torchvision": ("resizing", resize_torchvision),
}
"""Golden file to (module that implements it, adapter)."""
