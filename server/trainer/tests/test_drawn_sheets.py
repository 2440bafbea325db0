import argparse
from pathlib import Path

import numpy as np
import pytest

from trainer.drawings.archived_sheets import draw_archives
from trainer.errors import MeasurementError
from trainer.recipe.reading import load_recipe
from trainer.rendering.line_archive import read_lines
from trainer.rendering.lines_command import Model, add_arguments, draw_model, run
from trainer.rendering.procedural import make_shape
from trainer.tests.test_training import events
from trainer.train_command import add_arguments as train_arguments
from trainer.train_command import run as train


def render(folder: Path, shapes: int) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    given = ["--out", str(folder), "--procedural", str(shapes), "--processes", "1", "--chance-views", "1"]
    assert run(parser.parse_args(given)) == 0


def test_lines_of_procedural_shapes_train_the_shipped_recipe(tmp_path: Path) -> None:
    render(tmp_path / "lines", 4)
    archive = read_lines(tmp_path / "lines" / "lines-0000.npz")
    assert len(archive) == 4 * 9
    assert archive.names == tuple(f"procedural/{seed}" for seed in range(4))
    parser = argparse.ArgumentParser()
    train_arguments(parser)
    sizes = ("batch.size=8", "length.iterations=2", "input.height=32", "input.width=32", "sampler.side=48")
    rest = ("network.backbone.weights=none", "resolutions=[]", "precision=float32", "validation.everyIterations=0")
    sets = [part for override in (*sizes, *rest) for part in ("--set", override)]
    given = ["--recipe", "drawings-lite", "--lines", str(tmp_path / "lines"), "--out", str(tmp_path / "run")]
    assert train(parser.parse_args([*given, "--device", "cpu", *sets])) == 0
    told = events(tmp_path / "run")
    started = next(event for event in told if event["kind"] == "started")
    assert (started["items"], started["identities"]) == (36, 4)
    assert told[-1]["kind"] == "finished"


def test_views_by_chance_are_the_same_each_time() -> None:
    model = Model("procedural/3", lambda: make_shape(3), 2)
    first, second = draw_model(model), draw_model(model)
    assert not isinstance(first, str)
    assert not isinstance(second, str)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.lines.points, other.lines.points)


def test_a_recipe_of_sheets_without_lines_says_how_to_make_them(tmp_path: Path) -> None:
    side = load_recipe("drawings-lite").sampler.model_dump()["side"]
    with pytest.raises(MeasurementError, match="found none") as caught:
        draw_archives(tmp_path, side, 0)
    assert "render-lines" in caught.value.hint
