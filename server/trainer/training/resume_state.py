"""All that a training needs to go on as if it had not stopped: tensors as safetensors, the rest as JSON. No pickles."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, cast

import torch
from safetensors.torch import load_file, save_file  # pyright: ignore[reportUnknownVariableType]
from torch import Tensor

from trainer.errors import TrainerError

SCHEMA = 1
TENSORS = "resume.safetensors"
VALUES = "resume.json"
_MARK = "tensor:"

State = dict[str, Any]


class ResumeStateError(TrainerError):
    """A saved state cannot be used."""


def write_state(folder: Path, state: State) -> None:
    """Writes a nested state of dictionaries, lists, numbers, texts and tensors into a folder.

    The values are written last and name what they need, so that a folder with `resume.json` is complete.
    """
    tensors: dict[str, Tensor] = {}
    values = _without_tensors(state, "", tensors)
    partial = folder / f"{TENSORS}.partial"
    save_file(tensors, partial)
    _flush(partial)
    partial.replace(folder / TENSORS)
    partial = folder / f"{VALUES}.partial"
    partial.write_text(json.dumps({"schema": SCHEMA, "state": values}))
    _flush(partial)
    partial.replace(folder / VALUES)


def read_state(folder: Path) -> State:
    """Reads what `write_state` wrote; tensors are on the CPU.

    Raises:
        ResumeStateError: files are missing, or of another schema.
    """
    path = folder / VALUES
    if not path.is_file() or not (folder / TENSORS).is_file():
        raise ResumeStateError(
            f"{folder}: expected {VALUES} and {TENSORS}, found {sorted(each.name for each in folder.glob('*'))}.",
            "Resume from another checkpoint of the run.",
        )
    content: dict[str, Any] = json.loads(path.read_text())
    if content.get("schema") != SCHEMA:
        raise ResumeStateError(
            f"{path}: expected schema {SCHEMA}, found {content.get('schema')}.",
            "Resume with the version of the studio that wrote it, or start the run anew.",
        )
    return cast("State", _with_tensors(content["state"], load_file(folder / TENSORS)))


def _without_tensors(value: object, place: str, tensors: dict[str, Tensor]) -> object:
    if isinstance(value, Tensor):
        tensors[place] = value.detach().cpu().contiguous().clone()
        return _MARK + place
    if isinstance(value, dict):
        entries = cast("dict[object, object]", value)
        # JSON has texts as keys only; torch's optimizers number their parameters.
        return {"keys": [[key, _without_tensors(entry, f"{place}/{key}", tensors)] for key, entry in entries.items()]}
    if isinstance(value, (list, tuple)):
        entries = cast("list[object]", value)
        return [_without_tensors(entry, f"{place}/{row}", tensors) for row, entry in enumerate(entries)]
    return value


def _with_tensors(value: object, tensors: dict[str, Tensor]) -> object:
    if isinstance(value, str) and value.startswith(_MARK):
        return tensors[value.removeprefix(_MARK)]
    if isinstance(value, dict):
        pairs = cast("dict[str, list[list[Any]]]", value)["keys"]
        return {key: _with_tensors(entry, tensors) for key, entry in pairs}
    if isinstance(value, list):
        return [_with_tensors(entry, tensors) for entry in cast("list[object]", value)]
    return value


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def random_state(device: torch.device) -> State:
    """The state of torch's random numbers."""
    state: State = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(device)
    return state


def restore_random_state(state: State, device: torch.device) -> None:
    """Continues with the random numbers of a state."""
    torch.set_rng_state(state["cpu"])
    if device.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"], device)
