"""A whole recipe."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from trainer.manifest import InputRules
from trainer.recipe.course import (
    Batch,
    ConstantRate,
    Freeze,
    Length,
    Optimizer,
    Resolution,
    Schedule,
    Validation,
    WarmUp,
)
from trainer.recipe.losses import Loss
from trainer.recipe.network import Network
from trainer.recipe.sampling import AspectSampler, IdentitySampler, Sampler, TupleSampler
from trainer.recipe.section import Count, Positive, Section, Share

SCHEMA = 1


class Source(Section):
    """Where a recipe comes from.

    Attributes:
        paper: name and number, empty where there is none.
        code: repository.
        form: as the `code` does it, as the `text` says it, or `ours`.
        note: what is not known, or differs.
    """

    paper: str = ""
    code: str = ""
    form: Literal["code", "text", "ours"]
    note: str = ""


class Needs(Section):
    """What must be at hand, in plain words."""

    dataset: str
    weights: str


class RecipeInput(InputRules):
    """Input rules as a person may have written them: a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid")


class AugmentationStep(Section):
    """One change of a picture; which options there are depends on its kind (`trainer.augment`)."""

    model_config = ConfigDict(frozen=True, extra="allow", alias_generator=to_camel, populate_by_name=True)
    kind: str

    def options(self) -> dict[str, Any]:
        """As the augmentation's builder takes them."""
        return {"kind": self.kind, **(self.model_extra or {})}


class Recipe(Section):
    """Everything that is needed to repeat a training, nothing left to inherit.

    Attributes:
        schema_number: of this format.
        name: as files and commands have it.
        title: as people read it.
        source: whose system it is.
        needs: what must be at hand.
        input: of the network, in test; in training, augmentations come before it.
        network: that is trained.
        losses: whose weighted sum is minimized.
        labels: whether pictures of one `identity` belong together, or only those of one `item`.
        sampler: of the batches.
        augmentation: of the training pictures, in order.
        hard_augmentation: of the views of an item after the first; the same as of the first where there is none.
        optimizer: of all but the centers.
        warm_up: of the learning rate.
        schedule: of the learning rate.
        freezing: of stages.
        batch: in pictures.
        length: of the training.
        resolutions: of the training pictures where they change; else those of `input`.
        precision: of the forward pass.
        averaging: decay of the moving average of the weights, which is what is kept then; null for none.
        gradient_clip: largest norm; null for none.
        seed: of everything.
        validation: while training.
        post: ranking steps at test, by name.
    """

    schema_number: Annotated[Literal[1], Field(alias="schema")] = SCHEMA
    name: Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    title: str
    source: Source
    needs: Needs
    input: RecipeInput
    network: Network
    losses: Annotated[tuple[Loss, ...], Field(min_length=1)]
    labels: Literal["identity", "item"] = "identity"
    sampler: Sampler
    augmentation: tuple[AugmentationStep, ...] = ()
    hard_augmentation: tuple[AugmentationStep, ...] = ()
    optimizer: Optimizer
    warm_up: WarmUp | None = None
    schedule: Schedule = ConstantRate()
    freezing: tuple[Freeze, ...] = ()
    batch: Batch
    length: Length
    resolutions: tuple[Resolution, ...] = ()
    precision: Literal["float32", "bfloat16", "float16"] = "float32"
    averaging: Share | None = None
    gradient_clip: Positive | None = None
    seed: Count = 0
    validation: Validation = Validation()
    post: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_a_length(self) -> Recipe:
        if self.length.epochs == 0 and self.length.iterations == 0:
            raise ValueError("length: epochs and iterations are both 0; one of them must be 1 or more")
        group = getattr(self.sampler, "pictures", getattr(self.sampler, "views", 1))
        if isinstance(self.sampler, TupleSampler):
            group = self.sampler.negatives + 2
        negatives = self.sampler.negatives if isinstance(self.sampler, IdentitySampler) else 0
        if (self.batch.size - negatives) % group != 0 or self.batch.size <= negatives:
            raise ValueError(
                f"batch.size {self.batch.size} less {negatives} negatives is no multiple of {group} pictures"
            )
        return self

    @model_validator(mode="after")
    def _has_sizes_that_fit_the_input(self) -> Recipe:
        shapes = self.sampler.shapes if isinstance(self.sampler, AspectSampler) else ()
        for size in (*self.resolutions, *shapes):
            if self.input.resize != "squash" and size.height != size.width:
                raise ValueError(
                    f"training pictures of {size.height} x {size.width} need input.resize squash, "
                    f"found {self.input.resize}, which makes squares"
                )
        return self
