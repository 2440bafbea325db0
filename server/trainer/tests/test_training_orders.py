"""Samplers, sizes and freezing as a whole training meets them."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from trainer.benchmarks.drawn_items import HEADER, draw_items, tiny_recipe
from trainer.errors import RecipeError
from trainer.item_table import read_item_table
from trainer.recipe.recipe import Recipe
from trainer.training.batch_orders import build_order
from trainer.training.loop import StepReport
from trainer.training.processes import Processes
from trainer.training.resume_state import read_state, write_state
from trainer.training.run_folder import RunJob
from trainer.training.training_items import choose_items
from trainer.training.training_setup import TrainingSetup, set_up

CPU = Processes(0, 1, torch.device("cpu"))


def set_up_in(folder: Path, recipe: Recipe) -> TrainingSetup:
    items = choose_items(folder, read_item_table(folder / "items.csv"), recipe)
    job = RunJob(run="run", items_folder=folder, device="cpu")
    return set_up(recipe, job, items, CPU, lambda _done, _total: None)


def draw_sheets(folder: Path, sizes: list[tuple[int, int]]) -> None:
    """Pictures of the sizes (height, width), two of each identity."""
    rows: list[str] = []
    for place, (height, width) in enumerate(sizes):
        page = np.random.default_rng(place).integers(0, 255, (height, width), np.uint8)
        cv2.imwrite(str(folder / f"{place}.png"), page)
        rows.append(f"{place}.png,{place // 2},train,1,1")
    (folder / "items.csv").write_text(HEADER + "\n".join(rows) + "\n")


def test_batches_come_in_the_shapes_of_the_recipe(tmp_path: Path) -> None:
    draw_sheets(tmp_path, [(60, 30)] * 6 + [(30, 60)] * 6)
    shapes = '[{"height":64,"width":32},{"height":32,"width":64}]'
    recipe = tiny_recipe(
        "sampler.kind=aspect", f"sampler.shapes={shapes}", "batch.size=2", "validation.part=0", "input.resize=squash"
    )
    setup = set_up_in(tmp_path, recipe)
    setup.training.run(lambda _report: True)
    assert setup.training.step == 2 * 6
    found = [tuple(setup.source.batch(number, setup.training.plan.size(number))[0].shape[2:]) for number in range(6)]
    assert sorted(found) == [(32, 64)] * 3 + [(64, 32)] * 3


@pytest.mark.parametrize(("length", "second"), [("length.epochs=6", 3), ("length.iterations=24", 6)])
def test_the_second_stage_of_a_long_tail_begins_within_the_training(tmp_path: Path, length: str, second: int) -> None:
    draw_items(tmp_path)
    recipe = tiny_recipe("sampler.kind=long-tail", "sampler.most=2", "batch.size=8", length)
    items = choose_items(tmp_path, read_item_table(tmp_path / "items.csv"), recipe)
    order = build_order(recipe, items, lambda _rows: np.zeros((0, 1), np.float32))
    seen = [len({draw.row for batch in order.batches(epoch) for draw in batch}) for epoch in range(second + 1)]
    assert min(seen[:second]) > 8
    assert seen[second] <= 8


def test_tuples_are_mined_around_pictures_that_cannot_be_read(tmp_path: Path) -> None:
    draw_items(tmp_path)
    (tmp_path / "1-0.png").write_bytes(b"no picture")
    recipe = tiny_recipe(
        "sampler.kind=mined-tuples",
        "sampler.pool=16",
        "sampler.queries=0",
        "sampler.among=3",
        "sampler.margin=0.3",
        "batch.size=3",
        "batch.accumulate=2",
        'losses=[{"kind":"tuple-triplet","margin":0.3}]',
    )
    setup = set_up_in(tmp_path, recipe)
    setup.training.run(lambda _report: True)
    assert setup.training.step == setup.training.plan.steps


def test_a_resume_goes_on_with_the_tuples_that_were_mined(tmp_path: Path) -> None:
    draw_items(tmp_path)
    recipe = tiny_recipe(
        "sampler.kind=mined-tuples",
        "sampler.queries=9",
        "sampler.among=2",
        "batch.size=6",
        'losses=[{"kind":"tuple-triplet","margin":0.3}]',
    )
    whole = losses_of(set_up_in(tmp_path, recipe), None)
    assert len(whole) == 8
    for stop in (2, 4):
        first = set_up_in(tmp_path, recipe)
        begun = losses_of(first, stop)
        write_state(tmp_path, first.training.state())
        second = set_up_in(tmp_path, recipe)
        second.training.restore(read_state(tmp_path))
        assert begun + losses_of(second, None) == whole


def losses_of(setup: TrainingSetup, stop: int | None) -> list[float]:
    found: list[float] = []

    def after(report: StepReport) -> bool:
        found.append(report.losses["total"])
        return report.step != stop

    setup.training.run(after)
    return found


def test_items_of_the_reference_set_are_shown_as_they_are(tmp_path: Path) -> None:
    draw_items(tmp_path)
    table = tmp_path / "items.csv"
    text = table.read_text()
    table.write_text(text.replace(",val,", ",reference,"))
    recipe = tiny_recipe(
        "sampler.pictures=2",
        "sampler.negatives=2",
        "batch.size=6",
        'losses=[{"kind":"contrastive","memory":12}]',
        'augmentation=[{"kind":"random-erasing","probability":1,"area":[0.5,0.6],"aspect":[1,1],"fill":"noise"}]',
        "labels=identity",
        "validation.part=0",
    )
    setup = set_up_in(tmp_path, recipe)
    first, labels = setup.source.batch(0, (32, 32))
    assert [int(label) >= 0 for label in labels] == [True] * 4 + [False] * 2
    again = {
        int(label): image
        for number in range(1, 12)
        for image, label in zip(*setup.source.batch(number, (32, 32)), strict=True)
    }
    for image, label in zip(first, labels, strict=True):
        if int(label) in again:
            assert torch.equal(image, again[int(label)]) == (int(label) < 0)
    setup.training.run(lambda _report: True)


def test_frozen_stages_stay_as_they_are_even_when_the_network_is_measured_between(tmp_path: Path) -> None:
    draw_items(tmp_path)
    freezing = '[{"stages":["stem","blocks0","blocks1.0"]},{"stages":["trunk"],"untilIteration":2}]'
    recipe = tiny_recipe(f"freezing={freezing}", "length.epochs=3")
    setup = set_up_in(tmp_path, recipe)
    model = setup.training.model
    before = {name: value.clone() for name, value in model.state_dict().items()}
    changed: list[set[str]] = []

    def after(_report: Any) -> bool:
        setup.embedder.embed(model, setup.items.validation, lambda _done, _total: None)
        state = model.state_dict()
        changed.append({name for name in state if not torch.equal(state[name], before[name])})
        return True

    setup.training.run(after)
    assert all(not name.startswith("trunk.") for name in changed[1])
    assert any(name.startswith("trunk.blocks.1.1.") for name in changed[2])
    assert not any(name.startswith(("trunk.conv_stem", "trunk.blocks.0.", "trunk.blocks.1.0.")) for name in changed[-1])


def test_a_stage_that_is_not_there_is_named(tmp_path: Path) -> None:
    draw_items(tmp_path)
    with pytest.raises(RecipeError, match="no stage 'block0'") as caught:
        set_up_in(tmp_path, tiny_recipe('freezing=[{"stages":["block0"]}]'))
    assert "blocks0.0" in caught.value.hint
