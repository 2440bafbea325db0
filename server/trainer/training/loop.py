"""The training loop."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from trainer.errors import TrainerError
from trainer.models.retrieval_model import ModelOutput, RetrievalModel
from trainer.training.batch_source import BatchSource, RememberingSource
from trainer.training.objective import Objective, ObjectiveValue
from trainer.training.plan import TrainingPlan
from trainer.training.resume_state import State, random_state, restore_random_state
from trainer.training.weight_average import WeightAverage

_DTYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16}


class LossNotFiniteError(TrainerError):
    """The loss became NaN or infinite."""


class DeviceMemoryError(TrainerError):
    """The device has too little memory for the batch."""


@dataclass(frozen=True)
class StepReport:
    """What a step was.

    Attributes:
        step: 1 after the first.
        losses: by name, before their weights, and `total`; means over accumulated batches.
        gradient_norm: before clipping; NaN where it was not measured.
        learning_rate: of the first group of parameters.
        pictures: that went through.
        seconds: that the step took.
    """

    step: int
    losses: dict[str, float]
    gradient_norm: float
    learning_rate: float
    pictures: int
    seconds: float


Join = Callable[[ModelOutput, Tensor], tuple[ModelOutput, Tensor]]


def _alone(output: ModelOutput, labels: Tensor) -> tuple[ModelOutput, Tensor]:
    return output, labels


@dataclass
class Training:
    """A network in training.

    Attributes:
        model: on the device; `forward_model` is what the loop calls (compiled, or spread over processes).
        objective: its losses.
        optimizers: each with its parameters; all follow the plan's rate factor.
        source: of the batches.
        plan: what happens when.
        device: of all of it.
        step: steps done.
        join: brings together the vectors and identities of all processes before the losses see them.
    """

    model: RetrievalModel
    objective: Objective
    optimizers: list[Optimizer]
    source: BatchSource
    plan: TrainingPlan
    device: torch.device
    forward_model: nn.Module | None = None
    step: int = 0
    average: WeightAverage | None = None
    join: Join = _alone
    scaler: torch.amp.GradScaler = field(init=False)
    base_rates: list[list[float]] = field(init=False)
    _frozen: frozenset[str] = field(init=False, default=frozenset())
    _trainable: set[int] = field(init=False)
    _ahead: tuple[int, tuple[Tensor, Tensor]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Sets up what follows from the plan."""
        is_half = self.plan.precision == "float16" and self.device.type == "cuda"
        self.scaler = torch.amp.GradScaler(self.device.type, enabled=is_half)
        self.base_rates = [[group["lr"] for group in optimizer.param_groups] for optimizer in self.optimizers]
        self._trainable = {id(parameter) for parameter in self.model.parameters() if parameter.requires_grad}
        if self.plan.averaging is not None:
            self.average = WeightAverage(self.model, self.plan.averaging)

    def run(self, after_step: Callable[[StepReport], bool]) -> None:
        """Trains until the plan's end, or until `after_step` returns False.

        Raises:
            LossNotFiniteError: the loss became NaN or infinite; the weights are those before that step.
            DeviceMemoryError: the batch does not fit the device.
        """
        self.model.train()
        self.objective.train()
        while self.step < self.plan.steps:
            try:
                report = self._one_step()
            except torch.OutOfMemoryError as error:
                raise self._too_large(error) from error
            if not after_step(report):
                return

    def _one_step(self) -> StepReport:
        began = time.perf_counter()
        plan = self.plan
        self._set_rates(plan.rate_factor(self.step))
        self._freeze(plan.frozen_stages(self.step))
        values: list[ObjectiveValue] = []
        pictures = 0
        for part in range(plan.accumulate):
            images, labels = self._take(self.step * plan.accumulate + part)
            values.append(self._backward(images, labels))
            pictures += len(labels)
        norm = self._clip()
        # The next batch is made while the device still works on this one; only then are its numbers waited for.
        self._fetch((self.step + 1) * plan.accumulate)
        losses = _means(values)
        if not math.isfinite(losses["total"]):
            self._drop_gradients()
            raise LossNotFiniteError(
                f"The loss became {losses} at step {self.step + 1}.",
                "Lower the learning rate, lengthen the warm-up or clip gradients; the last checkpoint is good.",
            )
        self._update()
        self.step += 1
        rate = self.optimizers[0].param_groups[0]["lr"]
        return StepReport(self.step, losses, float(norm), rate, pictures, time.perf_counter() - began)

    def _take(self, number: int) -> tuple[Tensor, Tensor]:
        """The batch with this number, made ahead or now."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == number:
            return ahead[1]
        return self.source.batch(number, self.plan.size(number))

    def _fetch(self, number: int) -> None:
        step = number // self.plan.accumulate
        if step < self.plan.steps:
            self._ahead = (number, self.source.batch(number, self.plan.size(number)))

    def _backward(self, images: Tensor, labels: Tensor) -> ObjectiveValue:
        kind = _DTYPES.get(self.plan.precision)
        cast = torch.autocast(self.device.type, kind) if kind is not None else contextlib.nullcontext()
        with cast:
            output = (self.forward_model or self.model)(images)
        value = self.objective(*self.join(output, labels), self.step)
        self.scaler.scale(value.total / self.plan.accumulate).backward()
        return value

    def _clip(self) -> Tensor:
        """Clips the gradients of all parameters together, and returns their norm before that."""
        parameters = [
            parameter
            for optimizer in self.optimizers
            for group in optimizer.param_groups
            for parameter in group["params"]
            if parameter.grad is not None
        ]
        for optimizer in self.optimizers:
            self.scaler.unscale_(optimizer)
        limit = self.plan.gradient_clip
        return nn.utils.clip_grad_norm_(parameters, limit if limit is not None else float("inf"))

    def _update(self) -> None:
        for optimizer in self.optimizers:
            self.scaler.step(optimizer)
        self.scaler.update()
        self._drop_gradients()
        if self.average is not None:
            self.average.update(self.model)

    def _drop_gradients(self) -> None:
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)

    def _freeze(self, names: frozenset[str]) -> None:
        """Freezes the named stages, their batch norms too, and thaws the others, but for what never was trained."""
        frozen = [stage.module for stage in self.model.stages if stage.name in names]
        # Measuring turns all of the network to training again.
        if names == self._frozen and not any(module.training for module in frozen):
            return
        for stage in self.model.stages:
            is_frozen = stage.name in names
            stage.module.train(not is_frozen)
            for parameter in stage.module.parameters():
                parameter.requires_grad_(not is_frozen and id(parameter) in self._trainable)
        self._frozen = names

    def _set_rates(self, factor: float) -> None:
        for optimizer, rates in zip(self.optimizers, self.base_rates, strict=True):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor

    def _too_large(self, error: Exception) -> DeviceMemoryError:
        return DeviceMemoryError(
            f"{self.device}: a batch at step {self.step + 1} does not fit its memory ({error}).",
            "Make the batch smaller and accumulate more of them, or the pictures smaller.",
        )

    def state(self) -> State:
        """All that a resumed training needs."""
        return {
            "step": self.step,
            "model": dict(self.model.state_dict()),
            "objective": dict(self.objective.state_dict()),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "scaler": self.scaler.state_dict(),
            "average": None if self.average is None else self.average.state(),
            "source": self.source.state() if isinstance(self.source, RememberingSource) else {},
            "random": random_state(self.device),
        }

    def restore(self, state: State) -> None:
        """Goes on from a state of the same recipe."""
        self.step = state["step"]
        self.model.load_state_dict(state["model"])
        self.objective.load_state_dict(state["objective"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.scaler.load_state_dict(state["scaler"])
        if self.average is not None:
            self.average.restore(state["average"])
        if isinstance(self.source, RememberingSource):
            self.source.restore(state.get("source", {}))
        restore_random_state(state["random"], self.device)


def _means(values: list[ObjectiveValue]) -> dict[str, float]:
    names = values[0].parts
    means = {name: float(torch.stack([value.parts[name] for value in values]).mean()) for name in names}
    return means | {"total": float(torch.stack([value.total.detach() for value in values]).mean())}
