import argparse
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from trainer.checkpoints import open_checkpoint
from trainer.convert_command import add_arguments, run
from trainer.errors import StartWeightsError
from trainer.models.build import build_model
from trainer.models.released_weights import fit_released_weights
from trainer.models.retrieval_model import RetrievalModel
from trainer.recipe.reading import load_recipe
from trainer.sessions import run_network, start_session

SMALL = ("input.height=64", "input.width=64")


def network(name: str, *overrides: str) -> RetrievalModel:
    recipe = load_recipe(name, [*SMALL, *overrides])
    torch.manual_seed(3)
    return build_model(recipe.network, (64, 64)).eval()


def fast_reid(model: RetrievalModel, classes: int) -> dict[str, Tensor]:
    """The names of fast-reid's SBS checkpoints."""
    state = {name.replace("trunk.", "backbone."): value for name, value in model.state_dict().items()}
    renamed = {
        name.replace("pooling.power", "heads.pool_layer.p").replace("neck.", "heads.bottleneck.0."): value
        for name, value in state.items()
    }
    return renamed | {"heads.weight": torch.randn(classes, 2048), "pixel_mean": torch.zeros(1, 3, 1, 1)}


def convert(*given: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    sets = [part for override in SMALL for part in ("--set", override)]
    return run(parser.parse_args([*given, *sets]))


def test_fast_reids_file_becomes_a_checkpoint_that_embeds_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = network("reid-bot")
    # DIRA's own network has 101 layers; the names are the same, and this one exports in a tenth of the time.
    torch.save({"model": fast_reid(model, 7)}, tmp_path / "best.pth")
    assert convert("--recipe", "reid-bot", "--weights", str(tmp_path / "best.pth"), "--out", str(tmp_path / "out")) == 0
    checkpoint = open_checkpoint(tmp_path / "out")
    assert checkpoint.manifest.identities == 7
    assert "pixel_mean" in capsys.readouterr().err
    pictures = np.random.default_rng(1).standard_normal((3, 3, 64, 64)).astype(np.float32)
    embedding, _ = run_network(start_session(checkpoint.network), pictures)
    with torch.no_grad():
        want = model(torch.from_numpy(pictures)).embedding.numpy()
    cosines = (embedding * want).sum(1) / np.linalg.norm(embedding, axis=1) / np.linalg.norm(want, axis=1)
    assert cosines.min() > 0.9999


def test_the_names_of_every_system_are_found() -> None:
    dira = network("dira-256", "network.backbone.name=resnet50", "network.backbone.nonLocal=[0,2,3,0]")
    assert not fit_released_weights(dira, fast_reid(dira, 5)).unused[1:]
    bot = network("reid-bot")
    strong = {
        name.replace("trunk.", "base.").replace("neck.", "bottleneck."): value
        for name, value in bot.state_dict().items()
        if not name.endswith("neck.bias") and "pooling" not in name
    } | {"classifier.weight": torch.zeros(9, 2048), "pool.p": torch.ones(1)}
    fitted = fit_released_weights(bot, strong)
    assert fitted.centers is not None
    assert fitted.centers.shape == (9, 2048)
    copies = network("isc21-s1")
    isc = {
        name.replace("trunk.", "backbone.").replace("neck.0.", "fc.").replace("neck.1.", "bn."): value
        for name, value in copies.state_dict().items()
        if "pooling" not in name
    } | {"pool.p": torch.ones(1)}
    assert fit_released_weights(copies, isc).centers is None


def test_a_file_of_another_network_names_what_does_not_fit(tmp_path: Path) -> None:
    other = fast_reid(network("reid-bot", "network.backbone.name=resnet18"), 3)
    torch.save(other, tmp_path / "other.pth")
    with pytest.raises(StartWeightsError, match=r"missing: trunk\.layer1.*misshapen: backbone\.layer1"):
        convert("--recipe", "reid-bot", "--weights", str(tmp_path / "other.pth"))


def test_a_file_with_code_in_it_is_refused(tmp_path: Path) -> None:
    torch.save({"model": argparse.Namespace(a=1)}, tmp_path / "code.pth")
    with pytest.raises(StartWeightsError, match="cannot be read"):
        convert("--recipe", "reid-bot", "--weights", str(tmp_path / "code.pth"))
