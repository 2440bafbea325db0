import argparse
import socket
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from trainer.benchmarks.drawn_items import draw_items, tiny_recipe
from trainer.losses.supervised_contrastive import SupervisedContrastive
from trainer.models.retrieval_model import ModelOutput
from trainer.recipe.reading import recipe_text
from trainer.tests.test_training import events
from trainer.train_command import add_arguments, run
from trainer.training.processes import join_processes
from trainer.training.run_folder import RunFolder, RunJob

PICTURES = torch.randn(8, 5, generator=torch.Generator().manual_seed(1))
LABELS = torch.tensor([0, 0, 1, 1, 2, 2, 3, 3])


def network() -> nn.Linear:
    torch.manual_seed(2)
    return nn.Linear(5, 4)


def loss_of(model: nn.Module, pictures: Tensor) -> ModelOutput:
    vectors = model(pictures)
    return ModelOutput(vectors, vectors, vectors)


def train_one_step(rank: int, port: int, folder: str) -> None:
    """One of two processes: half of the batch each, and the gradient that both end with."""
    import os

    environment = {"RANK": rank, "WORLD_SIZE": 2, "LOCAL_RANK": rank, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    os.environ.update({name: str(value) for name, value in environment.items()})
    processes = join_processes("cpu")
    model = network()
    spread = processes.spread(model)
    half = slice(rank * 4, rank * 4 + 4)
    output, labels = processes.join(loss_of(spread, PICTURES[half]), LABELS[half])
    loss = SupervisedContrastive()(output.embedding, labels)
    loss.backward()
    assert model.weight.grad is not None
    torch.save({"loss": loss.detach(), "gradient": model.weight.grad}, Path(folder) / f"{rank}.pt")
    assert not processes.agree(goes_on=rank == 0)
    torch.distributed.destroy_process_group()


def test_two_processes_have_the_gradient_of_one_with_the_whole_batch(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    torch.multiprocessing.spawn(train_one_step, (port, str(tmp_path)), nprocs=2)  # pyright: ignore
    model = network()
    loss = SupervisedContrastive()(loss_of(model, PICTURES).embedding, LABELS)
    loss.backward()
    for rank in range(2):
        found = torch.load(tmp_path / f"{rank}.pt", weights_only=True)
        torch.testing.assert_close(found["loss"], loss.detach())
        torch.testing.assert_close(found["gradient"], model.weight.grad)


def test_two_processes_train_a_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    table = draw_items(tmp_path)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    folder.recipe.write_text(recipe_text(tiny_recipe("length.epochs=1")))
    folder.items.write_bytes(table.read_bytes())
    folder.write_job(RunJob(run="run", items_folder=tmp_path, device="cpu"))
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args(["--job", str(folder.path), "--processes", "2"])) == 0
    told = events(folder.path)
    assert next(event for event in told if event["kind"] == "started")["worldSize"] == 2
    assert told[-1]["kind"] == "finished"
    assert (folder.checkpoint(2) / "model.onnx").is_file()
