"""The course of a training: optimizer, learning rate, freezing, sizes, validation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trainer.recipe.section import Count, NotNegative, Positive, Section, Share, Size


class Adam(Section):
    """Adam, its weight decay added to the gradient."""

    kind: Literal["adam"] = "adam"
    learning_rate: Positive
    weight_decay: NotNegative = 0.0
    decay_norms: bool = True


class AdamW(Section):
    """Adam, its weight decay apart from the gradient.

    Attributes:
        learning_rate: at factor 1 of the schedule.
        weight_decay: per step, times the learning rate.
        decay_norms: whether norms and biases decay too.
    """

    kind: Literal["adamw"] = "adamw"
    learning_rate: Positive
    weight_decay: NotNegative = 0.0
    decay_norms: bool = False


class StochasticGradient(Section):
    """SGD with momentum."""

    kind: Literal["sgd"] = "sgd"
    learning_rate: Positive
    weight_decay: NotNegative = 0.0
    decay_norms: bool = True
    momentum: Share = 0.9


Optimizer = Annotated[Adam | AdamW | StochasticGradient, Field(discriminator="kind")]


class WarmUp(Section):
    """The learning rate at the beginning.

    Attributes:
        kind: of the way from `factor` to 1.
        iterations: of the warm-up; or
        epochs: of it, where `iterations` is 0.
        part: or this part of all steps, where both are 0.
        factor: of the learning rate at the start.
    """

    kind: Literal["linear", "exponential", "constant"] = "linear"
    iterations: Count = 0
    epochs: Count = 0
    part: Share = 0.0
    factor: Share = 0.1


class ConstantRate(Section):
    """It stays."""

    kind: Literal["constant"] = "constant"


class CosineEpochs(Section):
    """Half a cosine in steps of an epoch, after warm-up and delay, as fast-reid counts them.

    Attributes:
        delay_epochs: in which the rate stays.
        floor: lowest learning rate.
    """

    kind: Literal["cosine-epochs"] = "cosine-epochs"
    delay_epochs: Count = 0
    floor: NotNegative = 0.0


class CosineSteps(Section):
    """Half a cosine, step by step, over what the warm-up leaves or over all steps.

    Attributes:
        floor: lowest factor.
        over: the steps after the warm-up, or all, the warm-up then cutting it.
    """

    kind: Literal["cosine"] = "cosine"
    floor: Share = 0.0
    over: Literal["rest", "all"] = "rest"


class MultiStep(Section):
    """Times `gamma` at each milestone.

    Attributes:
        epochs: milestones.
        gamma: factor.
        delay_epochs: epochs that fast-reid's schedule does not count.
        counting: `epochs` as they are, or `fast-reid`: only those in which its schedule stepped.
    """

    kind: Literal["multi-step"] = "multi-step"
    epochs: tuple[Count, ...]
    gamma: Positive = 0.1
    delay_epochs: Count = 0
    counting: Literal["epochs", "fast-reid"] = "epochs"


class ExponentialRate(Section):
    """Times `gamma` at each step after the warm-up."""

    kind: Literal["exponential"] = "exponential"
    gamma: Positive = 0.99998


class LinearEpochs(Section):
    """1 − epoch / epochs, in steps of an epoch (ISC21)."""

    kind: Literal["linear-epochs"] = "linear-epochs"


Schedule = Annotated[
    ConstantRate | CosineEpochs | CosineSteps | MultiStep | ExponentialRate | LinearEpochs, Field(discriminator="kind")
]


class Freeze(Section):
    """Stages of the network that are not trained at first.

    Attributes:
        stages: by name, or `trunk` for all of the trunk's.
        until_iteration: steps; or
        until_epoch: epochs; both 0 for the whole training.
    """

    stages: tuple[str, ...]
    until_iteration: Count = 0
    until_epoch: Count = 0


class Batch(Section):
    """How many pictures make a step.

    Attributes:
        size: of one forward and backward pass, of all processes together.
        accumulate: passes whose gradients are summed for one step.
    """

    size: Size
    accumulate: Size = 1


class Length(Section):
    """How long: epochs, or steps where `iterations` is above 0."""

    epochs: Count = 0
    iterations: Count = 0


class Resolution(Section):
    """Height and width of the training pictures from a part of the steps on."""

    from_part: Share
    height: Size
    width: Size


class Validation(Section):
    """Measuring while training.

    Attributes:
        every_epochs: 0 for never but at the end; or
        every_iterations: steps, where above 0.
        metrics: that are told.
        best: the metric that says which checkpoint is best.
        probes: queries whose hits are told at each validation.
        part: of the identities that are held out where the item table names no validation items.
    """

    every_epochs: Count = 1
    every_iterations: Count = 0
    metrics: tuple[Literal["mAP", "rank-1", "rank-5", "rank-10", "mINP", "µAP"], ...] = ("mAP", "rank-1")
    best: Literal["mAP", "rank-1", "mINP", "µAP"] = "mAP"
    probes: Count = 8
    part: Share = 0.05
