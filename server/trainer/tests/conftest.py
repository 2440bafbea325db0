from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from torch import nn

from trainer.checkpoints import write_checkpoint
from trainer.export_onnx import export_onnx
from trainer.manifest import Credits, EmbeddingRules, InkCrop, InputRules, Manifest
from trainer.models.imagenet_lite0 import EmbeddingNetwork
from trainer.pooling import GeneralizedMean
from trainer.whitening import Projection

SIDE = 32


def tiny_network() -> EmbeddingNetwork:
    torch.manual_seed(3)
    trunk = nn.Sequential(nn.Conv2d(3, 16, 5, stride=4, bias=False), nn.BatchNorm2d(16), nn.ReLU6())
    norm = trunk[1]
    assert isinstance(norm, nn.BatchNorm2d)
    nn.init.uniform_(norm.weight, 0.5, 2)
    nn.init.uniform_(norm.running_var, 0.5, 2)  # pyright: ignore[reportArgumentType]
    return EmbeddingNetwork(trunk, GeneralizedMean(is_learned=False)).eval()


def tiny_manifest(dimension: int) -> Manifest:
    return Manifest(
        id="tiny",
        name="Tiny",
        recipe="test",
        parent=None,
        created_at="2026-01-01T00:00:00Z",
        input=InputRules(
            height=SIDE,
            width=SIDE,
            resize="letterbox",
            filter="bilinear",
            fill=255,
            color="gray-as-rgb",
            mean=(0.5, 0.5, 0.5),
            std=(0.5, 0.5, 0.5),
            crop=InkCrop(margin=0.0),
            ink=None,
        ),
        embedding=EmbeddingRules(dimension=dimension, pooling="gem p=3", neck="none"),
        credits=Credits(training_data=(), start_weights=()),
        metrics=(),
        identities=0,
        files=(),
    )


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real checkpoint of a few kilobytes, exported once a session."""
    folder = tmp_path_factory.mktemp("checkpoints")
    probes = np.random.default_rng(0).standard_normal((4, 3, SIDE, SIDE)).astype(np.float32)
    export_onnx(tiny_network(), folder / "network.onnx", probes)
    whitening = Projection(np.zeros(16), np.eye(16)[:, :12])
    write_checkpoint(folder / "tiny", tiny_manifest(12), folder / "network.onnx", whitening)
    return folder / "tiny"


@pytest.fixture
def drawings(tmp_path: Path) -> Path:
    """Three identities, three sizes of the same figure each; one of each is the query. Returns the item table."""
    rows = ["path,label,split,is_query,is_gallery"]
    for identity, points in {"bar": [(2, 9), (18, 9)], "cross": [(2, 2), (18, 18)], "post": [(9, 2), (9, 18)]}.items():
        for view, scale in enumerate((2, 3, 4)):
            image = Image.new("L", (20 * scale, 20 * scale), 255)
            ends = [(x * scale, y * scale) for x, y in points]
            ImageDraw.Draw(image).line(ends, fill=0, width=2 * scale)
            image.save(tmp_path / f"{identity}{view}.png")
            rows.append(f"{identity}{view}.png,{identity},test,{int(view == 0)},{int(view > 0)}")
    table = tmp_path / "items.csv"
    table.write_text("\n".join(rows) + "\n")
    return table
