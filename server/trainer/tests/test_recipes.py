from pathlib import Path

import pytest

from trainer.augment.build import build_augmentation
from trainer.errors import RecipeError
from trainer.models.build import build_model
from trainer.recipe import reading
from trainer.recipe.reading import load_recipe, merge, recipe_names

# Millions of parameters of the whole classification network less its classifier, as timm or torchvision publish them.
PUBLISHED = {
    "drawings-lite": 4.65 - 1.281,
    "dira-256": 44.55 - 2.049,
    "patentnet-tri-gem": 25.557 - 2.049,
    "isc21-s1": 54.14 - 1.281 - 0.658,  # without the last convolution and its norm, which timm's features leave out
    "digix2-dn169": 14.15 - 1.665,
    "digix2-b3": 12.23 - 1.537,
    "digix2-b4": 19.34 - 1.793,
    "taobao-b5a": 30.39 - 2.049,
    "taobao-b6": 43.04 - 2.305,
    "taobao-b7": 66.35 - 2.561,
    "digix3-resnest50": 27.48 - 2.049,
    "digix3-resnest101": 48.28 - 2.049,
    "digix3-res2net101": 45.21 - 2.049,
    "patent-swinv2-arc": 87.92 - 1.025,
}


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_holds_together(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.name == name
    if name.endswith("-text"):
        assert recipe.source.form == "text"
    for steps in (recipe.augmentation, recipe.hard_augmentation):
        assert len(build_augmentation([step.options() for step in steps]).steps) == len(steps)


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_networks_are_as_large_as_the_published_ones(name: str) -> None:
    recipe = load_recipe(name)
    trunk = build_model(recipe.network, (recipe.input.height, recipe.input.width)).trunk
    found = sum(parameter.numel() for parameter in trunk.parameters()) / 1e6
    assert abs(found - PUBLISHED[name]) / PUBLISHED[name] < 0.01


def test_a_stage_list_holds_every_parameter_once() -> None:
    for name in ("dira-256", "digix2-dn169-rga", "drawings-lite", "patent-swinv2-arc"):
        recipe = load_recipe(name)
        model = build_model(recipe.network, (recipe.input.height, recipe.input.width))
        held = [id(parameter) for stage in model.stages for parameter in stage.module.parameters()]
        assert sorted(held) == sorted(id(parameter) for parameter in model.parameters())


def test_an_heir_keeps_what_it_does_not_change() -> None:
    parent, heir = load_recipe("dira-256"), load_recipe("dira-384")
    assert heir.input.height == 384
    assert heir.losses == parent.losses
    assert heir.source.code == parent.source.code


def test_another_kind_replaces_the_whole_section() -> None:
    base = {"schedule": {"kind": "multi-step", "epochs": [40]}, "batch": {"size": 64, "accumulate": 2}}
    merged = merge(base, {"schedule": {"kind": "constant"}, "batch": {"size": 32}})
    assert merged == {"schedule": {"kind": "constant"}, "batch": {"size": 32, "accumulate": 2}}


def test_set_overrides_one_key() -> None:
    recipe = load_recipe(
        "dira-256", ["batch.size=32", "losses.1.margin=0.2", "name=mine", "optimizer.learningRate=0.01"]
    )
    assert (recipe.batch.size, recipe.losses[1].model_dump()["margin"], recipe.name) == (32, 0.2, "mine")


def test_another_kind_set_takes_nothing_over() -> None:
    recipe = load_recipe("dira-256", ["sampler.kind=random", "losses.1.kind=listwise-ap", "losses.1.bins=10"])
    assert recipe.sampler.model_dump() == {"kind": "random", "views": 1, "negatives": 0}
    assert recipe.losses[1].model_dump()["bins"] == 10


def test_set_makes_a_section_that_was_not_there() -> None:
    recipe = load_recipe("patentnet-tri-gem", ["warmUp.iterations=7", "gradientClip=2", "averaging=null"])
    assert recipe.warm_up is not None
    assert (recipe.warm_up.iterations, recipe.gradient_clip, recipe.averaging) == (7, 2.0, None)


@pytest.mark.parametrize(
    ("override", "message", "hint"),
    [
        ("batch.sise=3", r"batch\.sise: there is no such key", "'size'"),
        ("bach.size=3", "bach: there is no such key", "'batch'"),
        ("seeed=3", "no key 'seeed'", "'seed'"),
        ("losses.1.margin=wide", 'losses.1.triplet.margin.*found "wide"', "Correct"),
        ("losses.7.margin=1", "a place from 0 to 1, found '7'", "Correct"),
        ("batch.size=30", "30 less 0 negatives is no multiple of 16", "Correct"),
        ("batch", "expected key=value", "--set"),
        ("input.hieght=30", r"input\.hieght: there is no such key", "'height'"),
        ("sampler.kind=mined-tupels", "sampler: .*mined-tuples", "Correct"),
        ("length.epochs=0", "epochs and iterations are both 0", "Correct"),
    ],
)
def test_a_wrong_override_says_what_is_meant(override: str, message: str, hint: str) -> None:
    with pytest.raises(RecipeError, match=message) as caught:
        load_recipe("dira-256", [override])
    assert hint in caught.value.hint


def test_oblong_pictures_need_an_input_that_may_be_oblong() -> None:
    oblong = 'resolutions=[{"fromPart":0,"height":9,"width":8}]'
    with pytest.raises(RecipeError, match=r"9 x 8 need input\.resize squash, found letterbox"):
        load_recipe("drawings-pictures", [oblong])
    assert load_recipe("dira-256", [oblong]).resolutions[0].height == 9


def test_an_unknown_recipe_offers_the_nearest() -> None:
    with pytest.raises(RecipeError) as caught:
        load_recipe("dira-265")
    assert "'dira-256'" in caught.value.hint


def test_a_circle_of_heirs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, parent in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.json").write_text(f'{{"name": "{name}", "inherits": "{parent}"}}')
    monkeypatch.setattr(reading, "RECIPES", tmp_path)
    with pytest.raises(RecipeError, match="a → b → a"):
        load_recipe("a")
