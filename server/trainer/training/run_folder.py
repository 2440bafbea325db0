"""A run's folder: the job in it, and the checkpoints and resume states that a training leaves."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from trainer.errors import RecipeError
from trainer.training.resume_state import VALUES, State, read_state, write_state

_KEPT_STATES = 2


class RunJob(BaseModel):
    """`job.json`: what a training must know beside its recipe and items. Folders are absolute.

    Attributes:
        run: id of the run; the folder's name where there is none.
        items_folder: that the items' paths are relative to.
        device: `auto` is a GPU where there is one.
        start_weights: a checkpoint's or a run's resume folder; None for what the recipe says.
        workers: processes that read pictures ahead; None for as many as fit.
        lines_folder: of line archives, for recipes that make their sheets of lines.
    """

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)
    schema_number: Annotated[Literal[1], Field(alias="schema")] = 1
    run: str = ""
    items_folder: Path
    device: Literal["auto", "cpu", "cuda"] = "auto"
    start_weights: Path | None = None
    workers: int | None = None
    lines_folder: Path | None = None


@dataclass(frozen=True)
class RunFolder:
    """Names within a run's folder; the companion knows the same.

    Attributes:
        path: of the folder.
    """

    path: Path

    @property
    def recipe(self) -> Path:
        """The resolved recipe."""
        return self.path / "recipe.json"

    @property
    def items(self) -> Path:
        """The item table."""
        return self.path / "items.csv"

    @property
    def curves(self) -> Path:
        """Training events."""
        return self.path / "curves.jsonl"

    def checkpoint(self, step: int) -> Path:
        """A step's checkpoint folder."""
        return self.path / "checkpoints" / str(step)

    def read_job(self) -> RunJob:
        """What `job.json` says.

        Raises:
            RecipeError: it is missing, no JSON, or breaks the format.
        """
        path = self.path / "job.json"
        try:
            job = RunJob.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise RecipeError(f"{path} cannot be used: {error}", "Start the run anew.") from error
        return job if job.run else job.model_copy(update={"run": self.path.name})

    def write_job(self, job: RunJob) -> None:
        """Writes `job.json`."""
        content: dict[str, Any] = job.model_dump(mode="json", by_alias=True)
        (self.path / "job.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    def write_resume_state(self, step: int, state: State) -> None:
        """Writes all that is needed to go on from a step, then forgets all but the newest two.

        A folder that has its own name is complete: it is filled beside, flushed, and renamed.
        """
        states = self.path / "resume"
        partial = states / f".{step}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        write_state(partial, state)
        target = states / str(step)
        shutil.rmtree(target, ignore_errors=True)
        partial.replace(target)
        flush_folder(states)
        for old in self._resume_steps()[:-_KEPT_STATES]:
            shutil.rmtree(states / str(old), ignore_errors=True)

    def read_resume_state(self) -> State | None:
        """The newest complete state; None where there is none."""
        steps = self._resume_steps()
        return read_state(self.path / "resume" / str(steps[-1])) if steps else None

    def _resume_steps(self) -> list[int]:
        states = self.path / "resume"
        if not states.is_dir():
            return []
        return sorted(int(each.name) for each in states.iterdir() if each.name.isdigit() and (each / VALUES).is_file())


def flush_folder(path: Path) -> None:
    """Makes renames within a folder last through a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
