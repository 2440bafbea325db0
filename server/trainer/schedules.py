"""Learning rates as factors of the step, equal to those of the systems that recipes come from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from trainer.recipe.course import (
    ConstantRate,
    CosineEpochs,
    CosineSteps,
    ExponentialRate,
    MultiStep,
    Schedule,
    WarmUp,
)

RateFactor = Callable[[int], float]
"""Step, from 0, to the factor of the learning rate that this step is made with."""


@dataclass(frozen=True)
class Calendar:
    """How long a training is.

    Attributes:
        steps: of the whole training.
        steps_per_epoch: 1 or more.
        learning_rate: at factor 1, for schedules that name an absolute floor.
    """

    steps: int
    steps_per_epoch: int
    learning_rate: float

    @property
    def epochs(self) -> int:
        """Begun epochs."""
        return math.ceil(self.steps / self.steps_per_epoch)


def rate_factor(schedule: Schedule, warm_up: WarmUp | None, calendar: Calendar) -> RateFactor:
    """The factor of a recipe's learning rate at each step.

    Reference:
        fast-reid, solver/lr_scheduler.py and engine/hooks.py (epoch-wise cosine and milestones behind a warm-up);
        reid-strong-baseline, solver/lr_scheduler.py; lyakaap/ISC21, exp/v107.py. Golden: lr_schedules.
    """
    warm_steps = warm_up_steps(warm_up, calendar)
    main = _main(schedule, warm_steps, calendar)

    def factor(step: int) -> float:
        if warm_up is None or step >= warm_steps:
            return main(step)
        share = _per_epoch(step, warm_up, calendar) / warm_steps
        rising = warm_up_factor(warm_up.kind, warm_up.factor, share)
        return rising * main(step) if _is_cut_by_warm_up(schedule) else rising

    return factor


def warm_up_steps(warm_up: WarmUp | None, calendar: Calendar) -> int:
    """Steps of the warm-up, given in steps, in epochs or as a part of the training."""
    if warm_up is None:
        return 0
    if warm_up.iterations:
        return warm_up.iterations
    return warm_up.epochs * calendar.steps_per_epoch or round(warm_up.part * calendar.steps)


def warm_up_factor(kind: str, start: float, share: float) -> float:
    """Factor of the learning rate when a share in [0, 1) of the warm-up is done."""
    if kind == "constant":
        return start
    if kind == "exponential":
        return start ** (1 - share)
    return start * (1 - share) + share


def _is_cut_by_warm_up(schedule: Schedule) -> bool:
    """Whether the main schedule runs under the warm-up too: the strong baseline's does, and a cosine over all steps."""
    if isinstance(schedule, MultiStep):
        return schedule.counting == "epochs"
    return isinstance(schedule, CosineSteps) and schedule.over == "all"


def _per_epoch(step: int, warm_up: WarmUp, calendar: Calendar) -> int:
    """A warm-up given in epochs rises once an epoch, as the strong baseline's does."""
    return step - step % calendar.steps_per_epoch if warm_up.epochs and not warm_up.iterations else step


def _main(schedule: Schedule, warm_steps: int, calendar: Calendar) -> RateFactor:
    if isinstance(schedule, ConstantRate):
        return lambda _step: 1.0
    if isinstance(schedule, CosineEpochs):
        return _cosine_epochs(schedule, warm_steps, calendar)
    if isinstance(schedule, MultiStep):
        return _multi_step(schedule, warm_steps, calendar)
    if isinstance(schedule, CosineSteps):
        first = warm_steps if schedule.over == "rest" else 0
        span = max(1, calendar.steps - first)
        floor = schedule.floor
        return lambda step: floor + (1 - floor) * (1 + math.cos(math.pi * min(1.0, (step - first) / span))) / 2
    if isinstance(schedule, ExponentialRate):
        return lambda step: schedule.gamma ** max(0, step - warm_steps)
    return lambda step: 1 - (step // calendar.steps_per_epoch) / calendar.epochs


def _stepped_epochs(step: int, warm_steps: int, delay: int, steps_per_epoch: int) -> int:
    """How often fast-reid's schedule has stepped before a step.

    It steps after an epoch e, when (e + 1) · steps + 1 > warm-up, and e + 1 > delay.
    """
    return sum(
        1
        for epoch in range(step // steps_per_epoch)
        if (epoch + 1) * steps_per_epoch + 1 > warm_steps and epoch + 1 > delay
    )


def _cosine_epochs(schedule: CosineEpochs, warm_steps: int, calendar: Calendar) -> RateFactor:
    warm_epochs = math.ceil(warm_steps / calendar.steps_per_epoch)
    span = max(1, calendar.epochs - max(warm_epochs, schedule.delay_epochs))
    floor = schedule.floor / calendar.learning_rate

    def factor(step: int) -> float:
        stepped = _stepped_epochs(step, warm_steps, schedule.delay_epochs, calendar.steps_per_epoch)
        return floor + (1 - floor) * (1 + math.cos(math.pi * stepped / span)) / 2

    return factor


def _multi_step(schedule: MultiStep, warm_steps: int, calendar: Calendar) -> RateFactor:
    def factor(step: int) -> float:
        epoch = step // calendar.steps_per_epoch
        if schedule.counting == "fast-reid":
            epoch = _stepped_epochs(step, warm_steps, schedule.delay_epochs, calendar.steps_per_epoch)
        return schedule.gamma ** sum(1 for milestone in schedule.epochs if epoch >= milestone)

    return factor
