"""Training events: what a run's `curves.jsonl` says, one JSON object a line. The page's contract has the same words."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

HEARTBEAT_SECONDS = 5.0
"""Least time between two heartbeats of one stage."""


def _finite_or_none(value: object) -> object:
    """JSON has no NaN and no infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


Count = Annotated[int, Field(ge=0)]
NotNegative = Annotated[float, Field(ge=0)]
Measured = Annotated[float | None, BeforeValidator(_finite_or_none)]
"""A number that may not be there; NaN and infinities are written as null."""
NamedNumbers = dict[str, Measured]


class Event(BaseModel):
    """What all events have in common: camelCase outside, snake_case inside, unknown keys passed over.

    Attributes:
        time: seconds since the epoch; now, unless it is given.
    """

    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=True,
        json_schema_serialization_defaults_required=True,
    )
    time: NotNegative = Field(default_factory=time.time)


class Started(Event):
    """A training begins.

    Attributes:
        run: id of the run.
        recipe: name of the recipe.
        device: in words, such as "NVIDIA H100" or "CPU, 8 threads".
        world_size: processes that train together.
        items: pictures that are trained on.
        identities: that they show.
        steps: of the whole training.
        steps_per_epoch: may be broken.
    """

    kind: Literal["started"] = "started"
    run: str
    recipe: str
    device: str
    world_size: Annotated[int, Field(ge=1)]
    items: Count
    identities: Count
    steps: Count
    steps_per_epoch: NotNegative


class Step(Event):
    """The optimizer made a step.

    Attributes:
        step: 1 after the first.
        epoch: passes over the data so far; broken within one.
        learning_rate: of the first group of parameters.
        losses: by name, before their weights, and `total` with them.
        grad_norm: before clipping; None where it was not measured.
        images_per_second: over the time since the last event of this kind.
        memory_bytes: the most in use since then, of the GPU or of the process; None where it is not known.
    """

    kind: Literal["step"] = "step"
    step: Count
    epoch: NotNegative
    learning_rate: float
    losses: NamedNumbers
    grad_norm: Measured
    images_per_second: NotNegative
    memory_bytes: Count | None


class ProbeHit(BaseModel):
    """An item that a probe query found; `path` as the item table names it."""

    model_config = Event.model_config
    path: str
    score: float
    is_relevant: bool


class Probe(BaseModel):
    """A query's best hits, best first; `query` is an item's path."""

    model_config = Event.model_config
    query: str
    ranking: list[ProbeHit]


class Validation(Event):
    """The network was measured on held-out items; the probes are the same at each validation."""

    kind: Literal["validation"] = "validation"
    step: Count
    metrics: NamedNumbers
    probes: list[Probe]


class Checkpoint(Event):
    """A checkpoint is complete on the disk; `path` is its folder, relative to the run's, with `/`."""

    kind: Literal["checkpoint"] = "checkpoint"
    step: Count
    path: str
    metrics: NamedNumbers


class Warned(Event):
    """Something that a user should know and that does not end the training."""

    kind: Literal["warning"] = "warning"
    message: str
    hint: str


class Heartbeat(Event):
    """What is being done where no step tells that the trainer lives; `stage` in plain words."""

    kind: Literal["heartbeat"] = "heartbeat"
    stage: str
    done: Count
    total: Count | None


class Resumed(Event):
    """The training goes on from a checkpoint: what was told of later steps before this is void."""

    kind: Literal["resumed"] = "resumed"
    step: Count


class Stopped(Event):
    """The training was asked to stop, saved and did."""

    kind: Literal["stopped"] = "stopped"
    step: Count


class Best(BaseModel):
    """The best checkpoint, and the metric that says so."""

    model_config = Event.model_config
    step: Count
    path: str
    metric: str
    value: float


class Finished(Event):
    """The training is over; `seconds` counts all parts of a resumed one."""

    kind: Literal["finished"] = "finished"
    seconds: NotNegative
    best: Best | None


class Failed(Event):
    """The training could not go on; as a `TrainerError` says it."""

    kind: Literal["failed"] = "failed"
    name: str
    message: str
    hint: str


TrainingEvent = Annotated[
    Started | Step | Validation | Checkpoint | Warned | Heartbeat | Resumed | Stopped | Finished | Failed,
    Field(discriminator="kind"),
]
EVENTS: TypeAdapter[TrainingEvent] = TypeAdapter(TrainingEvent)
"""Reads one event (`validate_json`)."""

_LASTING = (Started, Checkpoint, Resumed, Stopped, Finished, Failed)


class EventWriter:
    """Appends events to a run's `curves.jsonl`.

    A line is handed to the system at once, so that a trainer that is killed has told all it wrote; events that announce
    something that must be there after a power cut, a checkpoint above all, are flushed to the disk too. Write a
    `Checkpoint` only once its folder is flushed and has its own name.

    A line that a dead trainer left unfinished is ended before the first new one: readers pass over it.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        self._beaten: tuple[str, float] = ("", 0.0)
        size = os.fstat(self._file).st_size
        if size > 0 and os.pread(self._file, 1, size - 1) != b"\n":
            self._append(b"\n")

    def write(self, event: TrainingEvent) -> None:
        """Appends an event.

        Raises:
            OSError: the disk is full, or gone.
        """
        self._append(event.model_dump_json(by_alias=True).encode() + b"\n")
        if isinstance(event, _LASTING):
            os.fsync(self._file)

    def beat(self, stage: str, done: int = 0, total: int | None = None) -> None:
        """Says what is being done now; may be called often, and is a progress callback once `stage` is bound.

        A stage is told when it begins, then every five seconds at most.
        """
        last_stage, last_time = self._beaten
        now = time.monotonic()
        if stage == last_stage and now - last_time < HEARTBEAT_SECONDS:
            return
        self._beaten = (stage, now)
        self.write(Heartbeat(stage=stage, done=done, total=total))

    def close(self) -> None:
        """Closes the file; nothing can be written after that."""
        os.close(self._file)

    def __enter__(self) -> EventWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, text: bytes) -> None:
        """All of it: a full disk may take a part, and the rest is tried until it says so."""
        while text:
            text = text[os.write(self._file, text) :]
