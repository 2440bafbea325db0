import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from trainer.benchmarks.drawn_items import HEADER, draw_items, tiny_recipe
from trainer.checkpoints import open_checkpoint
from trainer.embedding import embed_items
from trainer.errors import ItemTableError, TrainerError
from trainer.events import EVENTS, EventWriter
from trainer.item_table import read_item_table
from trainer.recipe.reading import recipe_text
from trainer.recipe.recipe import Recipe
from trainer.train_command import add_arguments, run
from trainer.training.loop import LossNotFiniteError
from trainer.training.processes import Processes
from trainer.training.run_folder import RunFolder, RunJob
from trainer.training.session import Session
from trainer.training.training_items import choose_items
from trainer.training.training_setup import set_up

CPU = Processes(0, 1, torch.device("cpu"))


def start(folder: Path, table: Path, recipe: Recipe) -> Session:
    folder.mkdir(exist_ok=True)
    run_folder = RunFolder(folder)
    job = RunJob(run=folder.name, items_folder=table.parent, device="cpu")
    run_folder.recipe.write_text(recipe_text(recipe))
    run_folder.items.write_bytes(table.read_bytes())
    run_folder.write_job(job)
    items = choose_items(table.parent, read_item_table(table), recipe)
    setup = set_up(recipe, job, items, CPU, lambda _done, _total: None)
    return Session(setup, run_folder, job, EventWriter(run_folder.curves), CPU)


def events(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "curves.jsonl").read_text().splitlines()
    for line in lines:
        EVENTS.validate_json(line)
    return [json.loads(line) for line in lines]


def losses(folder: Path) -> dict[int, float]:
    return {event["step"]: event["losses"]["total"] for event in events(folder) if event["kind"] == "step"}


def stop_after(session: Session, step: int) -> None:
    after = session._after  # pyright: ignore[reportPrivateUsage]

    def stopping(report: Any) -> bool:
        session.stops = report.step >= step
        return after(report)

    session._after = stopping  # pyright: ignore[reportPrivateUsage]


def test_a_training_tells_what_it_does_and_leaves_a_checkpoint_to_search_with(tmp_path: Path) -> None:
    table = draw_items(tmp_path)
    session = start(tmp_path / "run", table, tiny_recipe())
    session.run(is_resumed=False)
    told = events(tmp_path / "run")
    kinds = [event["kind"] for event in told if event["kind"] != "heartbeat"]
    assert kinds == [
        "started",
        "step",
        "step",
        "validation",
        "checkpoint",
        "step",
        "step",
        "validation",
        "checkpoint",
        "finished",
    ]
    assert told[-1]["best"]["path"] in {"checkpoints/2", "checkpoints/4"}
    probes = next(event for event in told if event["kind"] == "validation")["probes"]
    assert len(probes) == 8
    assert all(hit["path"] != probe["query"] for probe in probes for hit in probe["ranking"])
    checkpoint = open_checkpoint(tmp_path / "run" / "checkpoints" / "4")
    assert checkpoint.manifest.identities == 4
    vectors = embed_items(tmp_path, read_item_table(table), checkpoint, lambda _done, _total: None)
    assert vectors.shape == (24, 16)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_resumed_training_has_the_same_losses_to_the_last_bit(tmp_path: Path) -> None:
    table = draw_items(tmp_path)
    recipe = tiny_recipe("length.epochs=3", "validation.everyEpochs=0")
    start(tmp_path / "whole", table, recipe).run(is_resumed=False)
    stopped = start(tmp_path / "parts", table, recipe)
    stop_after(stopped, 3)
    stopped.run(is_resumed=False)
    assert events(tmp_path / "parts")[-1]["kind"] == "stopped"
    start(tmp_path / "parts", table, recipe).run(is_resumed=True)
    assert losses(tmp_path / "parts") == losses(tmp_path / "whole")
    assert any(event["kind"] == "resumed" and event["step"] == 3 for event in events(tmp_path / "parts"))


def test_a_checkpoint_that_a_kill_kept_from_being_told_is_told_on_resume(tmp_path: Path) -> None:
    table = draw_items(tmp_path)
    recipe = tiny_recipe("length.epochs=1", "validation.everyEpochs=0")
    start(tmp_path / "run", table, recipe).run(is_resumed=False)
    curves = tmp_path / "run" / "curves.jsonl"
    lines = curves.read_text().splitlines(keepends=True)
    curves.write_text("".join(line for line in lines if '"checkpoint"' not in line and '"finished"' not in line))
    start(tmp_path / "run", table, recipe).run(is_resumed=True)
    kinds = [event["kind"] for event in events(tmp_path / "run")]
    assert kinds[-3:] == ["resumed", "checkpoint", "finished"]
    start(tmp_path / "run", table, recipe).run(is_resumed=True)
    assert [event["kind"] for event in events(tmp_path / "run")].count("checkpoint") == 1


def test_a_training_that_starts_from_a_checkpoint_names_it_as_its_parent(tmp_path: Path) -> None:
    table = draw_items(tmp_path)
    recipe = tiny_recipe("length.epochs=1", "validation.everyEpochs=0")
    start(tmp_path / "first", table, recipe).run(is_resumed=False)
    job = RunJob(run="second", items_folder=tmp_path, device="cpu", start_weights=tmp_path / "first/checkpoints/2")
    items = choose_items(tmp_path, read_item_table(table), recipe)
    setup = set_up(recipe, job, items, CPU, lambda _done, _total: None)
    assert setup.parent == open_checkpoint(tmp_path / "first" / "checkpoints" / "2").manifest.id


def test_without_validation_items_part_of_the_identities_is_held_out(tmp_path: Path) -> None:
    table = draw_items(tmp_path, validation=0)
    recipe = tiny_recipe("validation.part=0.3")
    items = choose_items(tmp_path, read_item_table(table), recipe)
    held = {item.identity for item in items.validation}
    assert len(held) == 2
    assert held.isdisjoint(items.names)
    assert items == choose_items(tmp_path, read_item_table(table), recipe)


def test_a_picture_that_cannot_be_read_is_replaced_and_named(tmp_path: Path) -> None:
    table = draw_items(tmp_path)
    (tmp_path / "1-0.png").write_bytes(b"no picture")
    (tmp_path / "2-0.png").unlink()
    start(tmp_path / "run", table, tiny_recipe("length.epochs=3", "validation.everyEpochs=0")).run(is_resumed=False)
    warnings = [event["message"] for event in events(tmp_path / "run") if event["kind"] == "warning"]
    assert any("1-0.png" in message and "cannot be read" in message for message in warnings)
    assert any("2-0.png" in message and "not there" in message for message in warnings)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("", "Expected items to train on, found none"),
        ("0-0.png,a,train,0,0\n0-1.png,a,train,0,0\n", "at least two identities to train on, found 1 with 2"),
        ("0-0.png,a,train,0,0\n1-1.png,b,train,0,0\n", "A batch of 16 pictures needs 4 identities, found 2"),
        ("gone.png,a,train,0,0\n", "1 of 1 pictures are not there, gone.png"),
    ],
)
def test_items_that_cannot_be_trained_on_are_refused(tmp_path: Path, rows: str, message: str) -> None:
    draw_items(tmp_path)
    (tmp_path / "few.csv").write_text(HEADER + rows)
    with pytest.raises(ItemTableError, match=message):
        choose_items(tmp_path, read_item_table(tmp_path / "few.csv"), tiny_recipe("batch.size=16"))


def test_a_loss_that_explodes_stops_the_training_and_keeps_what_was_saved(tmp_path: Path) -> None:
    table = draw_items(tmp_path)
    recipe = tiny_recipe(
        "optimizer.learningRate=1e30", "gradientClip=null", "warmUp=null", "length.epochs=9", "validation.everyEpochs=0"
    )
    with pytest.raises(LossNotFiniteError, match="at step"):
        start(tmp_path / "run", table, recipe).run(is_resumed=False)


def test_the_command_trains_resumes_and_refuses_a_folder_in_use(tmp_path: Path) -> None:
    import argparse

    draw_items(tmp_path)
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    given = ["--items", str(tmp_path / "items.csv"), "--out", str(tmp_path / "run"), "--device", "cpu"]
    sets = [
        part
        for key in ("network.backbone.weights=none", "input.height=32", "input.width=32", "batch.size=8")
        for part in ("--set", key)
    ]
    sets += ["--set", "length.epochs=1", "--set", "network.neck.dimension=16"]
    assert run(parser.parse_args(["--recipe", "drawings-pictures", *given, *sets])) == 0
    with pytest.raises(TrainerError, match="holds a run already"):
        run(parser.parse_args(["--recipe", "drawings-pictures", *given, *sets]))
    assert run(parser.parse_args(["--out", str(tmp_path / "run"), "--resume"])) == 0
    assert events(tmp_path / "run")[-1]["kind"] == "finished"
