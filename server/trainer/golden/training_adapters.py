"""Learning rates and samplers on golden cases."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from trainer.golden.files import GoldenCase
from trainer.recipe.course import CosineEpochs, LinearEpochs, MultiStep, Schedule, WarmUp
from trainer.samplers.identity_order import IdentityDraw, IdentityOrder
from trainer.schedules import Calendar, rate_factor

Results = dict[str, ArrayLike]
_WARM_UPS = {"linear": "linear", "exp": "exponential", "constant": "constant"}
_DRAWS: dict[str, IdentityDraw] = {
    "BalancedIdentitySampler": "balanced",
    "NaiveIdentitySampler": "naive",
    "RandomIdentitySampler": "naive",
}


_PROPERTIES = "properties_observed."
_REPEATS = "blocks_with_a_repeated_image_although_identity_has_at_least_K_images"


def learning_rates(case: GoldenCase) -> Results:
    """fast-reid's by iteration, the strong baseline's and ISC21's by epoch."""
    params = case.params
    rate = float(params["base_lr"])
    name, expected = next(iter(case.outputs.items()))
    count = len(np.asarray(expected))
    if params["impl"] == "fast-reid":
        steps_per_epoch = int(params["iters_per_epoch"])
        calendar = Calendar(int(params["max_epoch"]) * steps_per_epoch, steps_per_epoch, rate)
        warm_up = _warm_up(params, iterations=int(params["warmup_iters"])) if params["warmup_iters"] else None
        factor = rate_factor(_fast_reid(params), warm_up, calendar)
    elif "milestones" in params:
        warm_up = _warm_up(params, epochs=int(params["warmup_iters"]))
        schedule = MultiStep(epochs=tuple(params["milestones"]), gamma=params["gamma"])
        factor = rate_factor(schedule, warm_up, Calendar(count, 1, rate))
    else:
        factor = rate_factor(LinearEpochs(), None, Calendar(int(params["epochs"]), 1, rate))
    return {name: np.array([rate * factor(step) for step in range(count)])}


def _fast_reid(params: dict[str, Any]) -> Schedule:
    delay = int(params["delay_epochs"])
    if params["sched"] == "CosineAnnealingLR":
        return CosineEpochs(delay_epochs=delay, floor=float(params["eta_min_lr"]))
    milestones = tuple(int(step) for step in params["steps"])
    return MultiStep(epochs=milestones, gamma=float(params["gamma"]), delay_epochs=delay, counting="fast-reid")


def _warm_up(params: dict[str, Any], iterations: int = 0, epochs: int = 0) -> WarmUp:
    kind = cast("Any", _WARM_UPS[params["warmup_method"]])
    return WarmUp(kind=kind, iterations=iterations, epochs=epochs, factor=float(params["warmup_factor"]))


def sampler_properties(case: GoldenCase) -> Results:
    """The properties that the authors' samplers showed, of many batches of ours.

    How many batches were looked at, how many identities these few showed, and how often the balanced sampler repeated a
    picture of few from other cameras, is chance: of these only what can be is checked.
    """
    params = case.params
    sizes = [int(size) for size in params["images_per_identity"]]
    labels = [label for label, size in enumerate(sizes) for _ in range(size)]
    cameras = [place % 3 for size in sizes for place in range(size)]
    identities, pictures = int(params["P"]), int(params["K"])
    draw = _DRAWS[str(params["sampler"])]
    order = IdentityOrder(labels, identities, pictures, draw, cameras=cameras)
    batches = [batch for epoch in range(40) for batch in order.batches(epoch)]
    blocks = [
        [each.row for each in batch[first : first + pictures]]
        for batch in batches
        for first in range(0, len(batch), pictures)
    ]
    distinct = [len({each.label for each in batch}) for batch in batches]
    repeated = sum(len(set(block)) < pictures <= sizes[labels[block[0]]] for block in blocks)
    expected = {name.removeprefix(_PROPERTIES): float(value) for name, value in case.outputs.items()}
    seen = len({each.label for batch in batches for each in batch})
    found = {
        "batches": expected["batches"],
        "every_consecutive_K_block_has_one_identity": all(len({labels[row] for row in block}) == 1 for block in blocks),
        "min_distinct_identities_per_batch": min(distinct),
        "max_distinct_identities_per_batch": max(distinct),
        _REPEATS: repeated if draw == "naive" else expected[_REPEATS] * (repeated > 0),
        "all_identities_seen": expected["all_identities_seen"] if seen == len(sizes) else seen,
    }
    return {_PROPERTIES + name: value for name, value in found.items()}
