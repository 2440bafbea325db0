"""Running `model.onnx` with onnxruntime: on CUDA where this onnxruntime has it, else on the CPU."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from trainer.errors import CheckpointError

Floats = NDArray[np.float32]


CUDA = "CUDAExecutionProvider"


class Session(Protocol):
    """What is used of onnxruntime's session, which comes without types."""

    def run(self, output_names: Sequence[str], input_feed: Mapping[str, Floats]) -> list[Floats]:
        """Computes the named outputs."""
        ...

    def get_inputs(self) -> Sequence[Any]:
        """The inputs, each with a `name`."""
        ...

    def get_providers(self) -> Sequence[str]:
        """Where it runs, best first."""
        ...

    def get_outputs(self) -> Sequence[Any]:
        """The outputs, each with a `name`."""
        ...


def usable_cores() -> int:
    """Cores that this process may use; containers and `taskset` may give it fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def start_session(path: Path, threads: int | None = None) -> Session:
    """Opens a network.

    Args:
        path: a `model.onnx`.
        threads: cores to use; all that this process may use where left out.

    Raises:
        CheckpointError: the file is not a network, or lacks the input or the outputs of the format.
    """
    runtime = cast("Any", onnxruntime)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads or usable_cores()
    # Waiting threads sleep: pictures are opened on the same cores meanwhile, and others may share them.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # TF32 would round what it multiplies to 10 bits: other vectors than the page's.
    cuda = [(CUDA, {"use_tf32": 0})] if CUDA in runtime.get_available_providers() else []
    try:
        session: Session = runtime.InferenceSession(str(path), options, providers=[*cuda, "CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no public base class
        raise CheckpointError(f"{path} cannot be opened: {error}", "Export the checkpoint again.") from error
    inputs = [str(node.name) for node in session.get_inputs()]
    outputs = [str(node.name) for node in session.get_outputs()]
    if inputs != ["image"] or outputs != ["embedding", "feature_map"]:
        raise CheckpointError(
            f"{path} has inputs {inputs} and outputs {outputs}; expected ['image'] and ['embedding', 'feature_map'].",
            "Export the checkpoint with this version of the trainer.",
        )
    return session


def device_of(session: Session) -> str:
    """Where a session runs, for people: it falls back to the CPU where CUDA's libraries are missing."""
    if session.get_providers()[0] == CUDA:
        return "CUDA"
    return f"CPU, {usable_cores()} cores"


def run_network(session: Session, images: Floats) -> tuple[Floats, Floats]:
    """Embeds a batch.

    Args:
        session: from `start_session`.
        images: [B, 3, H, W] float32, normalized.

    Returns:
        embedding [B, D] before L2, feature map [B, C, h, w].
    """
    embedding, feature_map = session.run(["embedding", "feature_map"], {"image": images})
    return embedding, feature_map


def embed_batch(session: Session, images: Floats) -> Floats:
    """Only the embedding of a batch: [B, 3, H, W] to [B, D], before L2."""
    return session.run(["embedding"], {"image": images})[0]
