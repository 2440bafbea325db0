from pathlib import Path
from typing import cast

import numpy as np
import onnx
import pytest
import torch
from torch import nn

from trainer.errors import CheckpointError, ExportError
from trainer.export_onnx import compare_with_network, export_onnx, fold_batch_norms, round_to_half
from trainer.sessions import run_network, start_session
from trainer.tests.conftest import SIDE, tiny_network


def images(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(count).standard_normal((count, 3, SIDE, SIDE)).astype(np.float32)


def test_folded_batch_norms_change_nothing() -> None:
    network, batch = tiny_network(), torch.from_numpy(images(2))
    with torch.no_grad():
        want = network(batch)[0]
        folded = fold_batch_norms(network)
        torch.testing.assert_close(folded(batch)[0], want)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())


def test_the_exported_file_runs_any_batch_and_equals_the_rounded_network(tiny_checkpoint: Path) -> None:
    network = fold_batch_norms(tiny_network())
    round_to_half(network)
    session = start_session(tiny_checkpoint / "model.onnx")
    for count in (1, 2, 5):
        embedding, feature_map = run_network(session, images(count))
        with torch.no_grad():
            want = network(torch.from_numpy(images(count)))
        np.testing.assert_allclose(embedding, want[0].numpy(), atol=1e-5)
        np.testing.assert_allclose(feature_map, want[1].numpy(), atol=1e-5)


def test_large_weights_are_stored_as_float16_and_no_batch_norm_is_left(tiny_checkpoint: Path) -> None:
    graph = onnx.load(tiny_checkpoint / "model.onnx").graph
    types = {int(np.prod(tensor.dims)): tensor.data_type for tensor in graph.initializer}
    assert types[16 * 3 * 5 * 5] == onnx.TensorProto.FLOAT16
    assert "BatchNormalization" not in {node.op_type for node in graph.node}


def test_the_file_says_nothing_of_the_machine_that_made_it(tiny_checkpoint: Path) -> None:
    content = (tiny_checkpoint / "model.onnx").read_bytes()
    assert str(Path(__file__).parents[1]).encode() not in content
    assert b"site-packages" not in content


def test_a_network_that_differs_from_its_export_is_refused(tiny_checkpoint: Path) -> None:
    other = fold_batch_norms(tiny_network())
    with torch.no_grad():
        next(other.parameters())[:] *= 1.01
    with pytest.raises(ExportError, match="output embedding differs"):
        compare_with_network(other, tiny_checkpoint / "model.onnx", images(2))


def test_a_file_that_is_no_network_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"nothing")
    with pytest.raises(CheckpointError, match=r"model\.onnx cannot be opened"):
        start_session(tmp_path / "model.onnx")


class _WithNeck(nn.Module):
    """A pooled picture through a batch norm whose running statistics are no halves."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Conv2d(3, 300, 3)
        self.neck = nn.BatchNorm1d(300)
        with torch.no_grad():
            cast("torch.Tensor", self.neck.running_mean).normal_()
            cast("torch.Tensor", self.neck.running_var).uniform_(1e-3, 2.0)

    def forward(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        feature_map = self.trunk(batch)
        return self.neck(feature_map.mean(dim=(2, 3))), feature_map


def test_running_statistics_of_a_neck_keep_their_precision(tmp_path: Path) -> None:
    torch.manual_seed(3)
    export_onnx(_WithNeck().eval(), tmp_path / "model.onnx", images(3))
    types = {tensor.name: tensor.data_type for tensor in onnx.load(tmp_path / "model.onnx").graph.initializer}
    assert any("running_mean" in name and kind == onnx.TensorProto.FLOAT for name, kind in types.items())
