"""The trainer's augmentations on golden cases: recorded draws are replayed, statistics are drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trainer.augment.random_erasing import (
    Draws,
    GeneratorDraws,
    Rectangle,
    Shape,
    reid_rectangle,
    torchvision_rectangle,
)
from trainer.golden.files import GoldenCase

Results = dict[str, ArrayLike]
_SAMPLES = 20_000


class _Replay:
    """Gives the recorded draws, and fails where others are asked for."""

    def __init__(self, recorded: list[list[Any]]) -> None:
        self._recorded = iter(recorded)

    def uniform(self, low: float, high: float) -> float:
        return float(self._next("uniform", low, high))

    def integer(self, low: int, high: int) -> int:
        return int(self._next("randint_inclusive", low, high))

    def _next(self, kind: str, low: float, high: float) -> str:
        entry = next(self._recorded)
        if entry[0] != kind or not np.allclose(entry[1:3], (low, high)):
            raise ValueError(f"expected draw {entry[:3]}, found {kind} in [{low}, {high}]")
        return entry[3]


def random_erasing(case: GoldenCase) -> Results:
    """Rectangles from recorded draws, and the distribution of many rectangles."""
    params = case.params
    if "samples" in params:
        return _statistics(case)
    draws = _Replay(params["draws_in_order"])
    is_applied = draws.uniform(0, 1) < params["probability"]
    found = reid_rectangle(params["H"], params["W"], _reid_shape(params), draws) if is_applied else None
    if found is None:
        return {"channel_values": np.zeros(len(case.outputs["channel_values"]))}
    return {"rect_row_col_h_w": found, "channel_values": params["mean"][: params["channels"]]}


def _statistics(case: GoldenCase) -> Results:
    params = case.params
    height, width = params["H"], params["W"]
    find: Callable[[int, int, Shape, Draws], Rectangle | None]
    if "scale" in params:
        find, shape = torchvision_rectangle, Shape(tuple(params["scale"]), tuple(params["ratio"]))
    else:
        find, shape = reid_rectangle, _reid_shape(params)
    draws = GeneratorDraws(np.random.default_rng(5))
    found = [find(height, width, shape, draws) for _ in range(_SAMPLES)]
    rows, columns, tall, wide = np.array([rectangle for rectangle in found if rectangle is not None]).T
    area = tall * wide / (height * width)
    results: Results = {
        "area_fraction_quantiles": np.quantile(area, params["quantiles"]),
        "h_over_w_quantiles": np.quantile(tall / wide, params["quantiles"]),
        "area_fraction_mean": area.mean(),
        "fraction_full_image_fallback": sum(rectangle is None for rectangle in found) / _SAMPLES,
        "row_start_mean": rows.mean(),
        "col_start_mean": columns.mean(),
    }
    return {name: value for name, value in results.items() if name in case.outputs}


def _reid_shape(params: dict[str, Any]) -> Shape:
    return Shape((params["sl"], params["sh"]), (params["r1"], 1 / params["r1"]))
