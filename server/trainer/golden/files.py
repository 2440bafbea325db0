"""Reading golden files: cases, arrays, tolerances."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trainer.errors import GoldenFileError


@dataclass(frozen=True)
class GoldenCase:
    """One case of a file.

    Attributes:
        name: as in the file.
        inputs: arrays by name.
        params: plain values.
        outputs: arrays, or plain values, by name.
        absolute: tolerance in the unit of the output.
        relative: tolerance as a fraction of the wanted value.
    """

    name: str
    inputs: dict[str, NDArray[np.float64]]
    params: dict[str, Any]
    outputs: dict[str, NDArray[np.float64]]
    absolute: float
    relative: float

    def mismatch(self, output: str, got: ArrayLike) -> str | None:
        """Says how a result differs from the wanted one; None where |got - want| <= absolute + relative |want|."""
        want = self.outputs[output]
        found = np.asarray(got, np.float64)
        if found.shape != want.shape:
            return f"{output}: expected shape {want.shape}, found {found.shape}"
        excess = np.atleast_1d(np.abs(found - want) - (self.absolute + self.relative * np.abs(want)))
        excess[np.isnan(np.atleast_1d(found))] = np.inf
        if excess.size == 0 or excess.max() <= 0:
            return None
        worst = np.unravel_index(int(excess.argmax()), excess.shape)
        place = [int(position) for position in worst] if want.ndim > 0 else ""
        return f"{output}{place}: expected {np.atleast_1d(want)[worst]:.9g}, found {np.atleast_1d(found)[worst]:.9g}"


def read_cases(path: Path) -> list[GoldenCase]:
    """All cases of a golden file.

    Raises:
        GoldenFileError: not JSON, or without the parts of a golden file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return [_case(case, content["tolerance"]) for case in content["cases"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoldenFileError(f"{path} is no golden file: {error!r}.", "Copy the golden files again.") from error


def _case(case: dict[str, Any], tolerance: dict[str, float]) -> GoldenCase:
    own = case.get("tolerance", tolerance)
    if "statistic_tolerance" in case:  # of quantities drawn anew, as a fraction
        own = {"abs": 0.0, "rel": case["statistic_tolerance"]}
    return GoldenCase(
        name=case["name"],
        inputs=_arrays(case["inputs"]),
        params=case["params"],
        outputs=_arrays(case["outputs"]),
        absolute=own["abs"],
        relative=own["rel"],
    )


def _arrays(values: dict[str, Any]) -> dict[str, NDArray[np.float64]]:
    found: dict[str, NDArray[np.float64]] = {}
    for name, value in values.items():
        if _is_array(value):
            found[name] = array_of(value)
        elif isinstance(value, (int, float)) or _is_list_of_numbers(value):
            found[name] = np.array(value, np.float64)
        elif isinstance(value, dict):  # properties by name
            found |= {f"{name}.{key}": entry for key, entry in _arrays(cast("dict[str, Any]", value)).items()}
    return found


def _is_list_of_numbers(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, (int, float)) for entry in cast("list[object]", value))


def _is_array(value: object) -> bool:
    return isinstance(value, dict) and set(cast("dict[str, object]", value)) == {"shape", "data"}


def array_of(value: dict[str, Any]) -> NDArray[np.float64]:
    """A stored array, row-major: [shape] float64."""
    return np.array(value["data"], np.float64).reshape(value["shape"])


def find_files(folder: Path, patterns: Sequence[str]) -> list[Path]:
    """Golden files whose name, without `.json`, fits one of the patterns; by name.

    Raises:
        GoldenFileError: no such folder, or a pattern that fits nothing.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise GoldenFileError(f"{folder} holds no golden files.", "Give the folder that holds the .json files.")
    unused = [pattern for pattern in patterns if not any(fnmatch(path.stem, pattern) for path in paths)]
    if unused:
        raise GoldenFileError(
            f"No golden file in {folder} fits {', '.join(unused)}.", "Check the patterns given with --only."
        )
    return [path for path in paths if any(fnmatch(path.stem, pattern) for pattern in patterns)]
