import math

import pytest

from trainer.recipe.course import CosineEpochs, CosineSteps, ExponentialRate, MultiStep, WarmUp
from trainer.recipe.reading import load_recipe, recipe_names
from trainer.schedules import Calendar, rate_factor, warm_up_steps

DAY = Calendar(steps=100, steps_per_epoch=10, learning_rate=0.1)


def test_a_cosine_over_the_rest_begins_at_one_after_the_warm_up_and_ends_at_its_floor() -> None:
    factor = rate_factor(CosineSteps(floor=0.2), WarmUp(iterations=20, factor=0.5), DAY)
    assert [factor(0), factor(10), factor(20)] == pytest.approx([0.5, 0.75, 1.0])
    assert factor(60) == pytest.approx(0.6)
    assert factor(100) == pytest.approx(0.2)
    assert factor(500) == pytest.approx(0.2)


def test_a_cosine_over_all_steps_is_cut_by_the_warm_up() -> None:
    factor = rate_factor(CosineSteps(over="all"), WarmUp(iterations=10, factor=0.0), DAY)
    for step in range(100):
        whole = (1 + math.cos(math.pi * step / 100)) / 2
        assert factor(step) == pytest.approx(min(1, step / 10) * whole)


def test_an_exponential_falls_with_each_step_after_the_warm_up() -> None:
    factor = rate_factor(ExponentialRate(gamma=0.9), WarmUp(iterations=5, factor=0.0), DAY)
    assert [factor(step) for step in (0, 1, 5, 6, 8)] == pytest.approx([0, 0.2, 1, 0.9, 0.729])


@pytest.mark.parametrize(
    ("warm_up", "expected"),
    [
        (None, 0),
        (WarmUp(iterations=7, epochs=3, part=0.5), 7),
        (WarmUp(epochs=3, part=0.5), 30),
        (WarmUp(part=0.025), 2),
        (WarmUp(), 0),
    ],
)
def test_a_warm_up_is_as_long_as_the_first_of_steps_epochs_and_part_says(warm_up: WarmUp | None, expected: int) -> None:
    assert warm_up_steps(warm_up, DAY) == expected


@pytest.mark.parametrize(("kind", "middle"), [("linear", 0.505), ("exponential", 0.1), ("constant", 0.01)])
def test_warm_ups_rise_each_in_its_way(kind: str, middle: float) -> None:
    warm_up = WarmUp.model_validate({"kind": kind, "iterations": 10, "factor": 0.01})
    factor = rate_factor(CosineSteps(), warm_up, DAY)
    assert factor(0) == pytest.approx(0.01)
    assert factor(5) == pytest.approx(middle)
    assert factor(10) == pytest.approx(1)


def test_a_warm_up_in_epochs_rises_once_an_epoch() -> None:
    factor = rate_factor(MultiStep(epochs=(6,)), WarmUp(epochs=2, factor=0.5), DAY)
    assert [factor(step) for step in (0, 9, 10, 19, 20, 59, 60)] == pytest.approx([0.5, 0.5, 0.75, 0.75, 1, 1, 0.1])


def test_a_warm_up_longer_than_the_training_never_ends() -> None:
    factor = rate_factor(CosineEpochs(), WarmUp(iterations=1000, factor=0.1), DAY)
    rates = [factor(step) for step in range(DAY.steps)]
    assert rates == sorted(rates)
    assert rates[-1] < 0.2


def test_a_training_of_one_step_has_a_rate() -> None:
    for name in recipe_names():
        recipe = load_recipe(name)
        calendar = Calendar(1, 1, recipe.optimizer.learning_rate)
        assert math.isfinite(rate_factor(recipe.schedule, recipe.warm_up, calendar)(0))


def test_dira_rises_to_its_rate_keeps_it_for_30_epochs_and_falls_to_its_floor() -> None:
    recipe = load_recipe("dira-256")
    steps_per_epoch = 254_787 // recipe.batch.size
    calendar = Calendar(70 * steps_per_epoch, steps_per_epoch, recipe.optimizer.learning_rate)
    factor = rate_factor(recipe.schedule, recipe.warm_up, calendar)
    rates = [recipe.optimizer.learning_rate * factor(epoch * steps_per_epoch) for epoch in range(70)]
    assert rates[0] == pytest.approx(3.5e-5)
    assert rates[2:31] == pytest.approx([3.5e-4] * 29)
    assert rates[30] > rates[31] > rates[69] > 7e-7
    halfway = 7e-7 + (3.5e-4 - 7e-7) / 2
    assert rates[50] == pytest.approx(halfway)


@pytest.mark.parametrize("name", recipe_names())
def test_no_recipe_exceeds_its_learning_rate(name: str) -> None:
    recipe = load_recipe(name)
    steps = recipe.length.iterations or recipe.length.epochs * 50
    calendar = Calendar(steps, 50, recipe.optimizer.learning_rate)
    factor = rate_factor(recipe.schedule, recipe.warm_up, calendar)
    factors = [factor(step) for step in range(0, steps, 7)]
    assert min(factors) >= 0
    assert max(factors) <= 1 + 1e-9
