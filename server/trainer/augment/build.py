"""From a recipe's steps to one change of a picture."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

import numpy as np

from trainer.augment.augmentation import Augmentation, Other, in_random_order
from trainer.augment.catalog import BY_KIND, camel_case
from trainer.errors import AugmentationError
from trainer.pictures import Pixels


@dataclass(frozen=True)
class Steps:
    """Augmentations one after the other, all drawing from the same generator."""

    steps: tuple[Augmentation | Steps, ...]

    def __call__(self, picture: Pixels, generator: np.random.Generator, other: Other | None = None) -> Pixels:
        """The picture after the last step."""
        for step in self.steps:
            picture = step(picture, generator, other)
        return picture


@dataclass(frozen=True)
class Shuffled(Steps):
    """The same in random order (ISC21)."""

    def __call__(self, picture: Pixels, generator: np.random.Generator, other: Other | None = None) -> Pixels:
        """The picture after all steps."""
        for place in in_random_order(generator, len(self.steps)):
            picture = self.steps[place](picture, generator, other)
        return picture


def build_augmentation(steps: Sequence[Mapping[str, Any]]) -> Steps:
    """Builds the steps of a recipe, in their order.

    Args:
        steps: each with `kind` and options by their names in JSON; an option left out has its default. The kind
            `shuffled` has `steps` of its own.

    Raises:
        AugmentationError: an unknown kind or option, or a value outside its range.
    """
    return Steps(tuple(_build(step) for step in steps))


def _build(step: Mapping[str, Any]) -> Augmentation | Steps:
    kind = str(step.get("kind"))
    if kind == "shuffled":
        return Shuffled(build_augmentation(step.get("steps", ())).steps)
    if kind not in BY_KIND:
        raise AugmentationError(f"There is no augmentation {kind!r}.", _nearest(kind, BY_KIND))
    names = {camel_case(entry.name): entry.name for entry in fields(BY_KIND[kind])}
    options: dict[str, Any] = {}
    for name, value in step.items():
        if name == "kind":
            continue
        if name not in names:
            raise AugmentationError(f"{kind} has no option {name!r}.", _nearest(name, names))
        options[names[name]] = tuple(cast("list[Any]", value)) if isinstance(value, list) else value
    return BY_KIND[kind](**options)


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    found = difflib.get_close_matches(name, known, 1, 0)
    return f"Is {found[0]!r} meant?" if found else "Leave it out."
