"""Pictures a second of our training loop beside a plain PyTorch loop of the same network, losses and batch.

`python -m trainer.benchmarks.training_speed [--json]`. On CUDA: dira-384 and isc21-s1; the plain loop is as fast-reid
trains (float16 AMP, channels first, nothing compiled, 12 loader workers, pinned memory, cudnn.benchmark, losses read at
each step), our loop has its pictures read by workers, or one batch that stays on the device. On a CPU: what our loop
adds to bare forward and backward passes and optimizer steps, on a small network.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from trainer.losses.build import LossSizes, build_losses
from trainer.models.build import build_model
from trainer.models.retrieval_model import RetrievalModel
from trainer.recipe.reading import load_recipe
from trainer.recipe.recipe import Recipe
from trainer.training.compiled_blocks import compile_blocks
from trainer.training.loop import Training
from trainer.training.objective import Objective
from trainer.training.optimizers import build_optimizers
from trainer.training.plan import TrainingPlan

CLASSES = 33_364  # DeepPatent's training patents
_WORKERS = 12


@dataclass(frozen=True)
class Task:
    """A recipe at a batch, for so many steps after a warm-up."""

    recipe: Recipe
    warm_up: int
    steps: int
    device: torch.device

    @property
    def size(self) -> tuple[int, int]:
        """Of the pictures."""
        return self.recipe.input.height, self.recipe.input.width

    def build(self) -> tuple[RetrievalModel, Objective]:
        """Network and losses, random but the same each time."""
        torch.manual_seed(0)
        model = build_model(self.recipe.network, self.size)
        sizes = LossSizes(CLASSES, model.feature_dimension, model.embedding_dimension)
        return model.to(self.device).train(), Objective(build_losses(self.recipe, sizes)).to(self.device)

    def labels(self, step: int) -> Tensor:
        """Identities of a batch, as the sampler would group them."""
        group = getattr(self.recipe.sampler, "pictures", getattr(self.recipe.sampler, "views", 1))
        chance = torch.Generator().manual_seed(step)
        drawn = torch.randint(0, CLASSES, (self.recipe.batch.size // group,), generator=chance)
        return drawn.repeat_interleave(group).to(self.device)


class Drawn(Dataset[Tensor]):
    """uint8 pictures [3, H, W] that cost a worker next to nothing: the way to the device is measured, not decoding."""

    def __init__(self, size: tuple[int, int], count: int) -> None:
        self.size, self.count = size, count

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, row: int) -> Tensor:
        generator = np.random.default_rng(row)
        picture = np.empty((3, *self.size), np.uint8)
        picture[:] = generator.integers(0, 255, (3, 1, self.size[1]), np.uint8)
        return torch.from_numpy(picture)


def loader(task: Task, count: int) -> Iterator[Tensor]:
    """Batches [B, 3, H, W] uint8 of worker processes, pinned; read when asked on a CPU."""
    is_cuda = task.device.type == "cuda"
    return iter(
        DataLoader(
            Drawn(task.size, (count + 2) * task.recipe.batch.size),
            batch_size=task.recipe.batch.size,
            num_workers=_WORKERS if is_cuda else 0,
            pin_memory=is_cuda,
        )
    )


def normalized(task: Task, pictures: Tensor) -> Tensor:
    """float32 on the device."""
    rules = task.recipe.input
    mean, std = (torch.tensor(values, device=task.device)[None, :, None, None] for values in (rules.mean, rules.std))
    return (pictures.to(task.device, non_blocking=True).float() / 255 - mean) / std


def plain(task: Task) -> float:
    """Seconds a step of the plain loop, median."""
    torch.backends.cudnn.benchmark = True
    model, objective = task.build()
    optimizer = torch.optim.Adam([*model.parameters(), *objective.parameters()], lr=3.5e-5, weight_decay=5e-4)
    is_cuda = task.device.type == "cuda"
    scaler = torch.amp.GradScaler(task.device.type, enabled=is_cuda)
    count = task.warm_up + task.steps
    batches = loader(task, count)
    seconds: list[float] = []
    for step in range(count):
        began = time.perf_counter()
        images = normalized(task, next(batches))
        optimizer.zero_grad()
        with torch.autocast(task.device.type, torch.float16, enabled=is_cuda):
            output = model(images)
        value = objective(output, task.labels(step), step)
        scaler.scale(value.total).backward()
        scaler.step(optimizer)
        scaler.update()
        _ = {name: float(part) for name, part in value.parts.items()}  # as fast-reid's event storage does
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[task.warm_up :])


class Source:
    """Batches of the loader, or one batch that stays on the device."""

    def __init__(self, task: Task, layout: torch.memory_format, *, stays: bool) -> None:
        self._task, self._layout = task, layout
        self._batches = loader(task, task.warm_up + task.steps)
        self._kept = self._next() if stays else None

    @property
    def classes(self) -> int:
        """How many identities there are."""
        return CLASSES

    def _next(self) -> Tensor:
        return normalized(self._task, next(self._batches)).contiguous(memory_format=self._layout)

    def batch(self, step: int, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
        """The next batch."""
        del size
        return self._next() if self._kept is None else self._kept, self._task.labels(step)

    def close(self) -> None:
        """Nothing to end."""


def ours(task: Task, *, stays: bool = False) -> float:
    """Seconds a step of our loop, median."""
    torch.backends.cudnn.benchmark = True
    model, objective = task.build()
    is_cuda = task.device.type == "cuda"
    layout = torch.channels_last if is_cuda and not task.recipe.network.backbone.ibn else torch.contiguous_format
    nn.Module.to(model, memory_format=layout)
    if is_cuda:
        compile_blocks(model.trunk)
    plan = TrainingPlan(
        steps=task.warm_up + task.steps,
        steps_per_epoch=1.0,
        accumulate=1,
        precision="bfloat16" if is_cuda else "float32",
        gradient_clip=None,
        rate_factor=lambda _step: 1.0,
        frozen_stages=lambda _step: frozenset(),
        size=lambda _step: task.size,
        averaging=None,
        validate_every=0,
        save_every=0,
    )
    source = Source(task, layout, stays=stays)
    training = Training(model, objective, build_optimizers(task.recipe, model, objective), source, plan, task.device)
    ends: list[float] = []

    def after(_report: object) -> bool:
        ends.append(time.perf_counter())
        return True

    training.run(after)
    return statistics.median(np.diff(ends)[task.warm_up :].tolist())


def measure(task: Task, log: Callable[[str], None]) -> dict[str, Any]:
    """Pictures a second of both loops, and their ratios, from one run."""
    batch = task.recipe.batch.size
    rates = {"plain": batch / plain(task)}
    log(f"{task.recipe.name}: plain loop {rates['plain']:.1f} pictures a second")
    rates["ours"] = batch / ours(task)
    log(f"{task.recipe.name}: our loop {rates['ours']:.1f}, ratio {rates['ours'] / rates['plain']:.2f}")
    rates["ours, batch on the device"] = batch / ours(task, stays=True)
    stays = rates["ours, batch on the device"]
    share = 1 - rates["ours"] / stays
    log(f"{task.recipe.name}: with a batch that stays {stays:.1f}, loader share {share:.3f}")
    return {"batch": batch, **rates, "ratio": rates["ours"] / rates["plain"], "loaderShare": share}


def overhead(log: Callable[[str], None]) -> dict[str, Any]:
    """What our loop adds on a CPU: rounds of bare steps and of ours in turn, medians."""
    sets = ("input.height=128", "input.width=64", "batch.size=16", "network.backbone.name=resnet18")
    task = Task(load_recipe("reid-std", sets), 2, 8, torch.device("cpu"))
    rounds = [(plain(task), ours(task)) for _ in range(3)]
    bare, loop = (statistics.median(column) for column in zip(*rounds, strict=True))
    log(f"CPU: bare step {bare * 1000:.0f} ms, our loop {loop * 1000:.0f} ms, overhead {loop / bare - 1:+.1%}")
    return {"bareSeconds": bare, "ourSeconds": loop, "overhead": loop / bare - 1}


def main() -> int:
    """Measures what the machine allows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()

    def log(line: str) -> None:
        print(line, file=sys.stderr if arguments.json else sys.stdout, flush=True)

    found: dict[str, Any] = {"threads": torch.get_num_threads(), "cores": os.cpu_count()}
    found["cpu"] = overhead(log)
    if torch.cuda.is_available():
        found["device"] = torch.cuda.get_device_name()
        for name, batch in (("dira-384", 64), ("isc21-s1", 128)):
            recipe = load_recipe(name, [f"batch.size={batch}"])
            found[name] = measure(Task(recipe, 8, 20, torch.device("cuda")), log)
    else:
        log("no CUDA device: dira-384 and isc21-s1 were not measured")
    if arguments.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
