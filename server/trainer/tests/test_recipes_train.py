"""Every recipe trains for two steps on the CPU and exports: tiny pictures and few of them, the network its own."""

from pathlib import Path

import pytest
import torch

from trainer.benchmarks.drawn_items import draw_items
from trainer.checkpoints import open_checkpoint
from trainer.events import EventWriter
from trainer.item_table import read_item_table
from trainer.recipe.reading import load_recipe, recipe_names
from trainer.recipe.recipe import Recipe
from trainer.training.processes import Processes
from trainer.training.run_folder import RunFolder, RunJob
from trainer.training.session import Session
from trainer.training.training_items import choose_items
from trainer.training.training_setup import set_up

SIDE = 64
# `-text` forms and second seeds train the same networks by the same code; line archives have a test of their own.
NAMES = [name for name in recipe_names() if not name.endswith("-text") and name not in {"taobao-b5b", "drawings-lite"}]


def shrunk(name: str) -> Recipe:
    """The recipe with its own network, losses, sampler and augmentation; sizes and lengths as small as they go."""
    recipe = load_recipe(name)
    sampler = recipe.sampler
    group = getattr(sampler, "pictures", getattr(sampler, "views", 1))
    batch = {"mined-tuples": 3}.get(sampler.kind, max(4, 2 * group)) + getattr(sampler, "negatives", 0) * 0
    if sampler.kind == "identities":
        batch += getattr(sampler, "negatives", 0)
    width = SIDE * recipe.input.width // recipe.input.height
    overrides = [
        "network.backbone.weights=none",
        f"input.height={SIDE}",
        f"input.width={width}",
        f'batch={{"size": {batch}, "accumulate": 1}}',
        'length={"epochs": 0, "iterations": 2}',
        "validation.everyEpochs=0",
        "validation.everyIterations=0",
        "freezing=[]",
        "resolutions=[]",
        "precision=float32",
        "optimizer.learningRate=1e-5",  # from random weights on a few pictures the recipe's own would explode
    ]
    if sampler.kind == "aspect":
        overrides += ["sampler.groups=1", "sampler.shapes=[]"]
    return load_recipe(name, overrides)


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_trains_and_exports(name: str, tmp_path: Path) -> None:
    recipe = shrunk(name)
    table = draw_items(tmp_path, identities=8, pictures=4)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    job = RunJob(run="run", items_folder=tmp_path, device="cpu")
    items = choose_items(tmp_path, read_item_table(table), recipe)
    processes = Processes(0, 1, torch.device("cpu"))
    setup = set_up(recipe, job, items, processes, lambda _done, _total: None)
    with EventWriter(folder.curves) as events:
        Session(setup, folder, job, events, processes).run(is_resumed=False)
    checkpoint = open_checkpoint(folder.checkpoint(2))
    assert checkpoint.manifest.embedding.dimension == setup.training.model.embedding_dimension
    assert '"kind":"finished"' in folder.curves.read_text()
