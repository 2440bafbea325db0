"""A training put together from its recipe, job and items."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file  # pyright: ignore[reportUnknownVariableType]

from trainer.augment.build import build_augmentation
from trainer.checkpoints import MANIFEST_FILE
from trainer.drawings.archived_sheets import draw_archives, sheet_options
from trainer.drawings.drawing_source import DrawingSource
from trainer.errors import StartWeightsError
from trainer.losses.build import LossSizes, build_losses
from trainer.manifest import parse_manifest
from trainer.models.build import build_model
from trainer.models.retrieval_model import RetrievalModel
from trainer.models.start_weights import load_start_weights
from trainer.recipe.recipe import Recipe
from trainer.recipe.sampling import DrawnSheets
from trainer.samplers.mined_tuples import Embed
from trainer.schedules import Calendar, rate_factor
from trainer.training.batch_orders import NumberedBatches, SizeOf, build_order
from trainer.training.batch_source import BatchSource
from trainer.training.compiled_blocks import compile_blocks
from trainer.training.freezing import frozen_stages
from trainer.training.loop import Training
from trainer.training.objective import Objective
from trainer.training.optimizers import build_optimizers
from trainer.training.picture_source import Dressing, PictureSource, Place
from trainer.training.plan import TrainingPlan
from trainer.training.processes import Processes
from trainer.training.run_folder import RunJob
from trainer.training.training_items import TrainingItems
from trainer.training.validation import Embedder, Progress

_COMPILED_FROM = 1000
"""Steps from which compiling pays on a GPU: it takes a minute or two."""


@dataclass(frozen=True)
class TrainingSetup:
    """What a training consists of.

    Attributes:
        recipe: that is followed.
        items: that are trained on and measured with.
        training: the loop.
        source: of its batches.
        embedder: for validation.
        names: of the identities that are trained on.
        pictures: that are trained on.
        weights: the start weights, in words.
        parent: id of the checkpoint it starts from; None for none.
    """

    recipe: Recipe
    items: TrainingItems
    training: Training
    source: BatchSource
    embedder: Embedder
    names: tuple[str, ...]
    pictures: int
    weights: str
    parent: str | None


def set_up(
    recipe: Recipe, job: RunJob, items: TrainingItems, processes: Processes, progress: Progress
) -> TrainingSetup:
    """Builds network, losses, batches, optimizers and plan; the same seed gives the same everywhere.

    Raises:
        TrainerError: weights are not at hand, items fill no batch, stages are not there.
    """
    torch.manual_seed(recipe.seed)
    size = (recipe.input.height, recipe.input.width)
    device = processes.device
    model = build_model(recipe.network, size)
    weights, parent = _load_weights(model, recipe, job)
    has_instance_norms = recipe.network.backbone.ibn
    layout = torch.channels_last if device.type == "cuda" and not has_instance_norms else torch.contiguous_format
    processes.synchronize(model)
    model.to(device).to(memory_format=layout)  # pyright: ignore[reportCallIssue]
    embedder = Embedder(items.folder, recipe.input, device)

    embed = embedder_of(model, items, embedder, progress)
    feed = _feed(recipe, job, items, processes, lambda rows: processes.first_of(embed(rows)))
    plan = _plan(recipe, model, feed)
    source = feed.source(plan)
    classes = items.trained if recipe.labels == "item" else len(feed.names)
    losses = build_losses(recipe, LossSizes(classes, model.feature_dimension, model.embedding_dimension))
    objective = Objective(losses).to(device)
    if device.type == "cuda" and plan.steps >= _COMPILED_FROM:
        compile_blocks(model.trunk)
    optimizers = build_optimizers(recipe, model, objective)
    training = Training(model, objective, optimizers, source, plan, device, join=processes.join)
    training.forward_model = processes.spread(model, freezes=len(recipe.freezing) > 0)
    return TrainingSetup(recipe, items, training, source, embedder, feed.names, feed.pictures, weights, parent)


@dataclass(frozen=True)
class _Feed:
    """Where batches come from.

    Attributes:
        source: made once the plan is known.
        steps_per_epoch: of the optimizer.
        names: of the identities.
        pictures: how many.
        size: height and width of a batch's pictures by its number, where the order of batches says them.
    """

    source: Callable[[TrainingPlan], BatchSource]
    steps_per_epoch: int
    names: tuple[str, ...]
    pictures: int
    size: Callable[[int], tuple[int, int] | None]


def embedder_of(model: RetrievalModel, items: TrainingItems, embedder: Embedder, progress: Progress) -> Embed:
    """Rows of items to unit vectors of the network as it stands."""

    def embed(rows: Sequence[int]) -> NDArray[np.float32]:
        found, places = embedder.embed(model, [items.rows[row] for row in rows], progress)
        # A picture that cannot be read has no direction; another of its identity takes its place in the batch.
        vectors = np.zeros((len(rows), model.embedding_dimension), np.float32)
        vectors[places] = found
        return vectors

    return embed


def _feed(recipe: Recipe, job: RunJob, items: TrainingItems, processes: Processes, embed: Embed) -> _Feed:
    if isinstance(recipe.sampler, DrawnSheets):
        drawn = draw_archives(job.lines_folder, recipe.sampler.side, recipe.seed)
        steps = max(1, len(drawn.ink) // (recipe.batch.size * recipe.batch.accumulate))
        options = sheet_options(recipe.sampler, recipe.batch.size // processes.count)
        place = recipe.seed + processes.rank, processes.device
        normalizer = recipe.input.mean, recipe.input.std
        source = DrawingSource(drawn, options, place, normalizer)
        return _Feed(lambda _plan: source, steps, drawn.names, len(drawn.ink), lambda _number: None)
    batches = NumberedBatches(build_order(recipe, items, embed))
    place = _place(job, processes)

    def start(plan: TrainingPlan) -> BatchSource:
        return PictureSource(items, batches, _dressing(recipe), plan.size, place)

    steps = max(1, batches.per_epoch // recipe.batch.accumulate)
    return _Feed(start, steps, items.names, items.trained, batches.size)


def _load_weights(model: RetrievalModel, recipe: Recipe, job: RunJob) -> tuple[str, str | None]:
    if job.start_weights is None:
        return load_start_weights(model.trunk, recipe.network.backbone), None
    path = weights_of(job.start_weights)
    own = model.state_dict()
    fitting = {
        name: value.float() if value.is_floating_point() else value
        for name, value in load_file(path).items()
        if name in own and own[name].shape == value.shape
    }
    if not any(name.startswith("trunk.") for name in fitting):
        raise StartWeightsError(
            f"{path} holds no weights of {recipe.network.backbone.name}.",
            "Start from a checkpoint of the same network.",
        )
    model.load_state_dict(fitting, strict=False)
    parent = _checkpoint_id(job.start_weights)
    return f"checkpoint {parent or job.start_weights.name}", parent


def _checkpoint_id(folder: Path) -> str | None:
    """What a checkpoint's manifest calls it; None for a file of weights."""
    path = folder / MANIFEST_FILE
    return parse_manifest(path.read_text(encoding="utf-8")).id if path.is_file() else None


def weights_of(checkpoint: Path) -> Path:
    """The weights beside a checkpoint folder of a run (`checkpoints/STEP` has `weights/STEP.safetensors`).

    Raises:
        StartWeightsError: there are none.
    """
    path = checkpoint.parent.parent / "weights" / f"{checkpoint.name}.safetensors"
    if checkpoint.is_file():
        return checkpoint
    if not path.is_file():
        raise StartWeightsError(
            f"{checkpoint} is a checkpoint without trainable weights: expected {path}.",
            "Start from a checkpoint of a run of this companion, or from a file of weights.",
        )
    return path


def _plan(recipe: Recipe, model: RetrievalModel, feed: _Feed) -> TrainingPlan:
    steps_per_epoch = feed.steps_per_epoch
    steps = recipe.length.iterations or recipe.length.epochs * steps_per_epoch
    calendar = Calendar(steps, steps_per_epoch, recipe.optimizer.learning_rate)
    validation = recipe.validation
    every = validation.every_iterations or validation.every_epochs * steps_per_epoch
    return TrainingPlan(
        steps=steps,
        steps_per_epoch=steps_per_epoch,
        accumulate=recipe.batch.accumulate,
        precision=recipe.precision,
        gradient_clip=recipe.gradient_clip,
        rate_factor=rate_factor(recipe.schedule, recipe.warm_up, calendar),
        frozen_stages=frozen_stages(recipe, model, steps_per_epoch),
        size=_size_of_batch(recipe, steps, feed),
        averaging=recipe.averaging,
        validate_every=every,
        save_every=every,
        report_every=math.ceil(steps / 100_000),
    )


def _size_of_batch(recipe: Recipe, steps: int, feed: _Feed) -> SizeOf:
    default = (recipe.input.height, recipe.input.width)
    stages = sorted(recipe.resolutions, key=lambda stage: stage.from_part)

    def size(number: int) -> tuple[int, int]:
        step = number // recipe.batch.accumulate
        begun = [stage for stage in stages if step >= stage.from_part * steps]
        return feed.size(number) or ((begun[-1].height, begun[-1].width) if begun else default)

    return size


def _dressing(recipe: Recipe) -> Dressing:
    first = build_augmentation([step.options() for step in recipe.augmentation])
    hard = build_augmentation([step.options() for step in recipe.hard_augmentation])
    return Dressing(recipe.input, (first, hard if recipe.hard_augmentation else first), recipe.seed)


def _place(job: RunJob, processes: Processes) -> Place:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    fitting = min(16, max(0, cores - 1) // processes.count) if processes.device.type == "cuda" else 0
    # A training on the CPU has use for all cores itself, and short ones end before workers have started.
    workers = fitting if job.workers is None else job.workers
    return Place(processes.device, workers, processes.rank, processes.count)
