"""What every augmentation is: options with ranges, a probability, and a change of one picture."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, TypeVar, cast

import numpy as np

from trainer.errors import AugmentationError
from trainer.pictures import Pixels

Domain = Literal["photos", "drawings", "all"]
Fill = Literal["black", "white", "gray", "mean"]
FILLS = ("black", "white", "gray", "mean")
Value = TypeVar("Value")
_COLORS: dict[str, tuple[int, int, int]] = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "gray": (114, 114, 114),
    "mean": (124, 116, 104),  # ImageNet's mean color, which is 0 once normalized
}


@dataclass(frozen=True)
class Option:
    """How an option is shown and which values it takes.

    Attributes:
        label: plain words.
        within: lowest and highest value, both allowed; for a range, of both its ends.
        choices: names to choose from.
    """

    label: str
    within: tuple[float, float] | None = None
    choices: tuple[str, ...] | None = None


def option(
    default: Value, label: str, within: tuple[float, float] | None = None, choices: tuple[str, ...] = ()
) -> Value:
    """A dataclass field that describes itself."""
    return field(default=default, metadata={"option": Option(label, within, choices or None)})


def chance(default: float) -> float:
    """The field `probability` with another default."""
    return option(default, "Probability", (0, 1))


Other = Callable[[np.random.Generator], Pixels]
"""Draws another picture of the training set."""


@dataclass(frozen=True, kw_only=True)
class Augmentation(ABC):
    """A change of one picture. A picture is [H, W] or [H, W, 3] uint8 and is never changed in place.

    Attributes:
        probability: of applying the change; at 0 the picture itself is returned.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    domain: ClassVar[Domain] = "all"
    level: ClassVar[Literal["picture", "batch"]] = "picture"
    probability: float = chance(1.0)

    def __post_init__(self) -> None:
        for entry in fields(self):
            _check_type(self.kind, entry.name, getattr(self, entry.name), entry.default)
            _check(self.kind, entry.name, getattr(self, entry.name), entry.metadata.get("option"))

    def __call__(self, picture: Pixels, generator: np.random.Generator, other: Other | None = None) -> Pixels:
        """The changed picture, or the same one; every draw is taken from the generator."""
        if generator.random() >= self.probability:
            return picture
        return self.apply_with(picture, generator, other or (lambda _generator: picture))

    def apply_with(self, picture: Pixels, generator: np.random.Generator, other: Other) -> Pixels:
        """The changed picture; those that mix in another picture of the training set override this."""
        return self.apply(picture, generator)

    @abstractmethod
    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The changed picture, whatever the probability."""


def _check_type(kind: str, name: str, value: Any, default: object) -> None:
    """A value from JSON must have the type of the default; whole numbers serve as numbers."""
    numbers = (int,) if type(default) is int else (int, float)
    if isinstance(default, tuple):
        parts = cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
        fits, words = len(parts) == 2 and all(type(part) in (int, float) for part in parts), "two numbers"
    elif isinstance(default, (bool, str)):
        fits, words = type(value) is type(default), "true or false" if isinstance(default, bool) else "a name"
    else:
        fits, words = type(value) in numbers, "a whole number" if numbers == (int,) else "a number"
    if not fits:
        raise AugmentationError(f"{kind}: {name} must be {words}; found {value!r}.", "Change it.")


def _check(kind: str, name: str, value: Any, described: Option | None) -> None:
    if described is None:
        return
    if described.choices is not None and value not in described.choices:
        raise AugmentationError(
            f"{kind}: {name} must be one of {', '.join(described.choices)}; found {value!r}.", "Choose one of these."
        )
    if described.within is None:
        return
    low, high = described.within
    values = cast("tuple[float, ...]", value if isinstance(value, tuple) else (value,))
    if not all(low <= entry <= high for entry in values):
        raise AugmentationError(f"{kind}: {name} must lie in [{low}, {high}]; found {value!r}.", "Change it.")
    if values[0] > values[-1]:
        raise AugmentationError(f"{kind}: {name} must rise; found {value!r}.", "Exchange its two ends.")


def fill_color(fill: str, picture: Pixels) -> tuple[int, ...]:
    """A named color in the picture's channels: (gray,) or (red, green, blue)."""
    color = _COLORS[fill]
    return color if picture.ndim == 3 else (round(sum(color) / 3),)


def in_color(picture: Pixels, change: Callable[[Pixels], Pixels]) -> Pixels:
    """Applies a change of [H, W, 3]; a gray picture is repeated before, and its channels averaged after."""
    if picture.ndim == 3:
        return change(picture)
    return change(np.repeat(picture[:, :, None], 3, axis=2)).mean(axis=2).round().astype(np.uint8)


def drawn_between(generator: np.random.Generator, ends: tuple[float, float]) -> float:
    """A number drawn uniformly between two ends."""
    return float(generator.uniform(*ends))


def drawn_place(generator: np.random.Generator, room: int) -> int:
    """Where something begins that leaves so many pixels of room: 0 to `room`, both included."""
    return int(generator.integers(0, room + 1))


def in_random_order(generator: np.random.Generator, count: int) -> list[int]:
    """The numbers from 0 to `count` - 1."""
    return cast("list[int]", generator.permutation(count).tolist())
