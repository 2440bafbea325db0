"""What the loop does when: everything that depends on the step, free of the recipe's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Precision = Literal["float32", "bfloat16", "float16"]


@dataclass(frozen=True)
class TrainingPlan:
    """One training in steps of the optimizer.

    Attributes:
        steps: of the whole training.
        steps_per_epoch: for the `epoch` of events; a float, since epochs need not end with a step.
        accumulate: batches whose gradients are summed for one step.
        precision: of the forward pass.
        gradient_clip: largest norm of the gradient; None for no clipping.
        rate_factor: factor of every learning rate at a step.
        frozen_stages: names of the network's stages that are not trained at a step.
        size: height and width of the pictures of a batch, by its number from the first step on.
        averaging: decay of the moving average of the weights; None for none.
        validate_every: steps between validations; 0 for none but the last.
        save_every: steps between checkpoints; 0 for none but the last.
        report_every: steps between `step` events.
    """

    steps: int
    steps_per_epoch: float
    accumulate: int
    precision: Precision
    gradient_clip: float | None
    rate_factor: Callable[[int], float]
    frozen_stages: Callable[[int], frozenset[str]]
    size: Callable[[int], tuple[int, int]]
    averaging: float | None
    validate_every: int
    save_every: int
    report_every: int = 1
