"""From a PyTorch network to `model.onnx`: one file, dynamic batch, float16 weights, float32 arithmetic.

Batch norms of the trunk are folded and weights are rounded to float16 in PyTorch FIRST, so that the file stores exactly
what the network computed with, and any difference between the two is an error of the export.
"""

from __future__ import annotations

import contextlib
import copy
import io
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from trainer.errors import ExportError
from trainer.sessions import run_network, start_session

OPSET = 18
MOST_DIFFERENCE = 1e-4
HALF_FROM_ELEMENTS = 256
"""Smaller tensors (biases, scalars) stay float32: they save nothing."""

Batch = NDArray[np.float32]


def export_onnx(network: nn.Module, path: Path, probes: Batch) -> None:
    """Writes `model.onnx` and proves it.

    Args:
        network: in evaluation mode; maps [B, 3, H, W] to (embedding [B, D], feature map [B, C, h, w]).
        path: the file to write.
        probes: [N, 3, H, W] normalized pictures, N at least 2; both sides embed them.

    Raises:
        ExportError: the file's outputs differ from the network's by more than `MOST_DIFFERENCE`, relative to the
            largest magnitude of each output; see `compare_with_network`.
    """
    folded = fold_batch_norms(copy.deepcopy(network).eval())
    round_to_half(folded)
    model = _to_onnx(folded, torch.from_numpy(probes[:2]))
    _strip_traces(model)
    _store_weights_as_half(model)
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString())
    compare_with_network(folded, path, probes)


def fold_batch_norms(module: nn.Module) -> nn.Module:
    """Merges every 2-d batch norm into the convolution registered right before it, in place.

    A batch norm that carries an activation (timm's) leaves the activation behind. Batch norms of a neck (1-d) stay.
    """
    previous = ""
    for name, child in list(module.named_children()):
        before = getattr(module, previous) if previous else None
        if isinstance(child, nn.BatchNorm2d) and isinstance(before, nn.Conv2d):
            setattr(module, previous, fuse_conv_bn_eval(before, child))
            setattr(module, name, getattr(child, "act", nn.Identity()))
        else:
            fold_batch_norms(child)
        previous = name
    return module


def round_to_half(module: nn.Module) -> None:
    """Rounds all larger parameters to the nearest float16 and keeps them in float32, in place."""
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.numel() >= HALF_FROM_ELEMENTS:
                parameter.copy_(parameter.half().float())


def _to_onnx(network: nn.Module, example: Tensor) -> onnx.ModelProto:
    """By tracing.

    A training exports at every validation, and torch's newer exporter takes four to twenty times as long for the same
    file. What tracing would bake in, a batch of one size above all, the comparison finds.
    """
    content = io.BytesIO()
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it traces, and that it is the older one
        torch.onnx.export(
            network,
            (example,),
            content,  # pyright: ignore[reportArgumentType]
            dynamo=False,
            opset_version=OPSET,
            input_names=["image"],
            output_names=["embedding", "feature_map"],
            dynamic_axes={name: {0: "B"} for name in ("image", "embedding", "feature_map")},
        )
    return onnx.load_model_from_string(content.getvalue())


def _strip_traces(model: onnx.ModelProto) -> None:
    """Removes source paths and stack traces, which differ from machine to machine."""
    model.doc_string = ""
    del model.metadata_props[:]
    graph = model.graph
    graph.name = "embedding_network"
    graph.doc_string = ""
    del graph.metadata_props[:]
    for part in (*graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        part.doc_string = ""
        del part.metadata_props[:]
    del graph.value_info[:]


def _store_weights_as_half(model: onnx.ModelProto) -> None:
    """Turns each large float32 initializer into a float16 one and a Cast to float32 under the old name.

    Only what float16 holds exactly is turned: weights were rounded before, the running statistics of a neck's batch
    norm were not.
    """
    casts: list[onnx.NodeProto] = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or int(np.prod(tensor.dims)) < HALF_FROM_ELEMENTS:
            continue
        name = tensor.name
        values = numpy_helper.to_array(tensor)
        with np.errstate(over="ignore"):
            half = values.astype(np.float16)
        if not np.array_equal(half.astype(np.float32), values):
            continue
        tensor.CopyFrom(numpy_helper.from_array(half, f"{name}.float16"))
        casts.append(helper.make_node("Cast", [tensor.name], [name], name=f"{name}.cast", to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])


def compare_with_network(network: nn.Module, path: Path, probes: Batch) -> None:
    """Runs both on the probes.

    A network whose own float32 outputs are farther than that from its float64 outputs is allowed four times as far.

    Raises:
        ExportError: they differ, with the output and the size of the difference.
    """
    with torch.no_grad():
        expected: tuple[Tensor, Tensor] = network(torch.from_numpy(probes))
    found = run_network(start_session(path), probes)
    exact: tuple[Tensor, Tensor] | None = None
    for place, name in enumerate(("embedding", "feature_map")):
        reference = expected[place].numpy()
        difference = _difference(reference, found[place])
        allowed = MOST_DIFFERENCE
        if not difference <= allowed:  # also true of NaN
            if exact is None:
                exact = _in_double(network, probes)
            difference = _difference(exact[place].numpy(), found[place])
            allowed = max(allowed, 4 * _difference(exact[place].numpy(), reference))
        if not difference <= allowed:
            raise ExportError(
                f"{path.name}: output {name} differs from the network's by {difference:.2e}, "
                f"at most {allowed:.0e} is allowed.",
                "The exporter changed the network; try another version of torch or onnxscript.",
            )


def _difference(reference: NDArray[np.floating], found: NDArray[np.floating]) -> float:
    """Largest difference, relative to the largest magnitude, or to 1."""
    return float(np.abs(reference - found).max() / max(1.0, float(np.abs(reference).max())))


def _in_double(network: nn.Module, probes: Batch) -> tuple[Tensor, Tensor]:
    with torch.no_grad():
        return copy.deepcopy(network).double()(torch.from_numpy(probes).double())
