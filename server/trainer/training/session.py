"""One training from its folder: events, validation, checkpoints, stopping and going on."""

from __future__ import annotations

import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file  # pyright: ignore[reportUnknownVariableType]

from trainer.events import Best, Checkpoint, EventWriter, Finished, Resumed, Started, Step, Stopped, Validation, Warned
from trainer.losses.embedding_queue import EmbeddingQueue
from trainer.training.checkpoint_writer import (
    CheckpointContent,
    Provenance,
    checkpoint_manifest,
    export_model,
    probe_pictures,
)
from trainer.training.loop import StepReport
from trainer.training.processes import Processes, describe_device
from trainer.training.run_folder import RunFolder, RunJob
from trainer.training.training_setup import TrainingSetup
from trainer.training.validation import validate

_NAMED = 5


@dataclass
class Session:
    """Runs a training and tells of it.

    Attributes:
        setup: what is trained.
        folder: of the run.
        job: of the run.
        events: of the run; None in processes that do not speak.
        processes: that train together.
        stops: set by SIGTERM or SIGINT: save and stop.
    """

    setup: TrainingSetup
    folder: RunFolder
    job: RunJob
    events: EventWriter | None
    processes: Processes
    stops: bool = False
    _best: Best | None = field(init=False, default=None)
    _metrics: dict[str, float] = field(init=False, default_factory=dict[str, float])
    _seconds: float = field(init=False, default=0.0)
    _began: float = field(init=False, default_factory=time.monotonic)
    _reported: tuple[int, float] = field(init=False, default_factory=lambda: (0, time.monotonic()))
    _named_faults: int = field(init=False, default=0)

    def run(self, *, is_resumed: bool) -> None:
        """Trains to the end, or until it is told to stop.

        Raises:
            TrainerError: the training cannot go on.
            OSError: the disk is full.
        """
        training = self.setup.training
        state = self.folder.read_resume_state() if is_resumed else None
        self._tell_start(is_new=state is None)
        if state is not None:
            training.restore(state["training"])
            self._seconds = state["seconds"]
            self._metrics = dict(state["metrics"])
            self._best = None if state["best"] is None else Best.model_validate(state["best"])
            self._tell(Resumed(step=training.step))
            self._announce_again(training.step)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._began = time.monotonic()
        self._reported = (training.step, time.monotonic())
        training.run(self._after)
        if training.step < training.plan.steps:
            self._save_state()
            self._tell(Stopped(step=training.step))
            return
        self._tell(Finished(seconds=self._elapsed(), best=self._best))

    def _announce_again(self, step: int) -> None:
        """Tells of a checkpoint that is whole and that a kill kept from being told."""
        path = f"checkpoints/{step}"
        told = f'"path":"{path}"'.encode()
        if self.events is None or not (self.folder.path / path).is_dir() or told in self.folder.curves.read_bytes():
            return
        self._note_best(step, path)
        self._tell(Checkpoint(step=step, path=path, metrics=dict(self._metrics)))

    def _note_best(self, step: int, path: str) -> None:
        metric = self.setup.recipe.validation.best
        value = self._metrics.get(metric)
        if value is not None and (self._best is None or value > self._best.value):
            self._best = Best(step=step, path=path, metric=metric, value=value)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stops = True

    def _tell_start(self, *, is_new: bool) -> None:
        items, plan = self.setup.items, self.setup.training.plan
        if not is_new:
            return
        self._tell(
            Started(
                run=self.job.run,
                recipe=self.setup.recipe.name,
                device=describe_device(self.processes.device),
                world_size=self.processes.count,
                items=self.setup.pictures,
                identities=len(self.setup.names),
                steps=plan.steps,
                steps_per_epoch=plan.steps_per_epoch,
            )
        )
        if items.missing:
            named = ", ".join(items.missing[:_NAMED])
            self._warn(f"{len(items.missing)} pictures are not there and are left out: {named}.", "Check their paths.")
        if not items.validation:
            self._warn(
                "Nothing is measured while training: no items of the split val, and no identity could be held out.",
                "Mark items with the split val.",
            )

    def _after(self, report: StepReport) -> bool:
        plan = self.setup.training.plan
        if report.step % plan.report_every == 0 or report.step == plan.steps:
            self._report(report)
        is_last = report.step == plan.steps
        if is_last or (plan.validate_every and report.step % plan.validate_every == 0):
            self._measure_and_save(report.step)
        return self.processes.agree(not self.stops)

    def _report(self, report: StepReport) -> None:
        now = time.monotonic()
        steps, since = report.step - self._reported[0], now - self._reported[1]
        self._reported = (report.step, now)
        plan = self.setup.training.plan
        self._tell(
            Step(
                step=report.step,
                epoch=report.step / plan.steps_per_epoch,
                learning_rate=report.learning_rate,
                losses=dict(report.losses),
                grad_norm=report.gradient_norm,
                images_per_second=report.pictures * self.processes.count * steps / max(since, 1e-9),
                memory_bytes=self._memory(),
            )
        )
        self._name_unreadable()

    def _name_unreadable(self) -> None:
        unreadable: set[str] = getattr(self.setup.source, "unreadable", set[str]())
        if len(unreadable) > self._named_faults:
            named = ", ".join(sorted(unreadable)[:_NAMED])
            self._warn(
                f"{len(unreadable)} pictures cannot be read; others of their identities took their places: {named}.",
                "Replace the files, or take them out of the item table.",
            )
            self._named_faults = len(unreadable)

    def _memory(self) -> int:
        device = self.processes.device
        if device.type == "cuda":
            return torch.cuda.max_memory_allocated(device)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    def _measure_and_save(self, step: int) -> None:
        if self.processes.is_first:
            with self._averaged():
                self._measure(step)
                self._save_checkpoint(step)
        self._save_state()
        if self.processes.is_first:
            path = f"checkpoints/{step}"
            self._note_best(step, path)
            self._tell(Checkpoint(step=step, path=path, metrics=dict(self._metrics)))
        self.processes.wait()
        self._reported = (step, time.monotonic())

    def _averaged(self) -> _Exchanged:
        average = self.setup.training.average
        return _Exchanged(self.setup.training.model, None if average is None else average.weights())

    def _measure(self, step: int) -> None:
        setup = self.setup
        items = setup.items.validation
        if not items:
            return
        vectors, places = setup.embedder.embed(setup.training.model, items, self._beat("measuring"))
        kept = [items[place] for place in places]
        if len(kept) < len(items):
            self._warn(f"{len(items) - len(kept)} pictures of the validation cannot be read.", "Replace the files.")
        validation = setup.recipe.validation
        self._metrics, probes = validate(vectors, kept, (*validation.metrics, validation.best), validation.probes)
        self._tell(Validation(step=step, metrics=dict(self._metrics), probes=probes))

    def _save_checkpoint(self, step: int) -> None:
        setup = self.setup
        self._beat("exporting")(0, 1)
        model = setup.training.model
        centers, names = self._centers()
        origin = Provenance(self.job.run, str(self.job.items_folder.name), setup.weights, setup.parent)
        sizes = (model.embedding_dimension, 0 if centers is None else len(centers))
        manifest = checkpoint_manifest(setup.recipe, step, sizes, origin, self._metrics)
        size = (setup.recipe.input.height, setup.recipe.input.width)
        probes = probe_pictures(setup.embedder.pictures(setup.items.rows[:20]), size)
        curves = self.folder.curves.read_bytes()
        folder = self.folder.checkpoint(step)
        folder.parent.mkdir(exist_ok=True)
        export_model(model, folder, manifest, CheckpointContent(probes, names, centers, curves))
        self._save_weights(step)

    def _save_weights(self, step: int) -> None:
        """What another training can start from, in half precision."""
        folder = self.folder.path / "weights"
        folder.mkdir(exist_ok=True)
        halves = {
            name: (value.half() if value.is_floating_point() else value).cpu().contiguous()
            for name, value in self.setup.training.model.state_dict().items()
        }
        target = folder / f"{step}.safetensors"
        save_file(halves, target.with_suffix(".partial"))
        target.with_suffix(".partial").replace(target)

    def _centers(self) -> tuple[NDArray[np.float32] | None, tuple[str, ...]]:
        """The classifier's rows, where a loss on the embedding has them."""
        for loss in self.setup.training.objective.losses:
            module = loss.module.loss if isinstance(loss.module, EmbeddingQueue) else loss.module
            weight = getattr(module, "weight", None)
            if loss.on == "embedding" and isinstance(weight, torch.Tensor):
                return weight.detach().float().cpu().numpy(), self.setup.names
        return None, ()

    def _save_state(self) -> None:
        """Every process keeps its own random numbers out of it: steps are pure functions of the seed."""
        if not self.processes.is_first:
            return
        training = self.setup.training
        state: dict[str, Any] = {
            "training": training.state(),
            "seconds": self._elapsed(),
            "metrics": dict(self._metrics),
            "best": None if self._best is None else self._best.model_dump(mode="json", by_alias=True),
        }
        self.folder.write_resume_state(training.step, state)

    def _elapsed(self) -> float:
        return self._seconds + time.monotonic() - self._began

    def _beat(self, stage: str) -> Callable[[int, int], None]:
        return partial(self.events.beat, stage) if self.events is not None else lambda _done, _total: None

    def _warn(self, message: str, hint: str) -> None:
        self._tell(Warned(message=message, hint=hint))

    def _tell(self, event: Any) -> None:
        if self.events is not None:
            self.events.write(event)


class _Exchanged:
    """A network with other weights for a while."""

    def __init__(self, model: torch.nn.Module, weights: dict[str, torch.Tensor] | None) -> None:
        self._model, self._weights = model, weights
        self._own: dict[str, torch.Tensor] = {}

    def __enter__(self) -> None:
        if self._weights is not None:
            self._own = {name: value.detach().clone() for name, value in self._model.state_dict().items()}
            self._model.load_state_dict(self._weights)

    def __exit__(self, *_error: object) -> None:
        if self._weights is not None:
            self._model.load_state_dict(self._own)
