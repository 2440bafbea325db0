"""Mirrored and turned pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from trainer.augment.augmentation import Augmentation, Domain, chance, option
from trainer.pictures import Pixels


@dataclass(frozen=True, kw_only=True)
class HorizontalFlip(Augmentation):
    """Left becomes right."""

    kind: ClassVar[str] = "horizontal-flip"
    label: ClassVar[str] = "Horizontal flip"
    help: ClassVar[str] = "Mirrors the picture, left to right."
    probability: float = chance(0.5)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The mirrored picture."""
        return np.ascontiguousarray(picture[:, ::-1])


@dataclass(frozen=True, kw_only=True)
class VerticalFlip(Augmentation):
    """Top becomes bottom; DIGIX flips half of the pictures, ISC21 a tenth."""

    kind: ClassVar[str] = "vertical-flip"
    label: ClassVar[str] = "Vertical flip"
    help: ClassVar[str] = "Mirrors the picture, top to bottom."
    probability: float = chance(0.5)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The mirrored picture."""
        return np.ascontiguousarray(picture[::-1])


@dataclass(frozen=True, kw_only=True)
class QuarterTurn(Augmentation):
    """By 90, 180 or 270 degrees, each as likely (DIGIX)."""

    kind: ClassVar[str] = "rotate-90"
    label: ClassVar[str] = "Quarter turns"
    help: ClassVar[str] = "Turns the picture by 90, 180 or 270 degrees."
    probability: float = chance(0.5)

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The turned picture; at odd turns height and width are exchanged."""
        return np.ascontiguousarray(np.rot90(picture, int(generator.integers(1, 4))))


@dataclass(frozen=True, kw_only=True)
class SheetTurn(Augmentation):
    """Patents print wide figures sideways; which way differs from office to office."""

    kind: ClassVar[str] = "sheet-turn"
    label: ClassVar[str] = "Turn the sheet"
    help: ClassVar[str] = "Turns the whole sheet sideways, as wide figures are printed, or on its head."
    domain: ClassVar[Domain] = "drawings"
    probability: float = chance(0.25)
    upside_down: float = option(0.2, "Part of the turns that are by 180 degrees", (0, 1))

    def apply(self, picture: Pixels, generator: np.random.Generator) -> Pixels:
        """The turned sheet."""
        turns = 2 if generator.random() < self.upside_down else int(generator.choice((1, 3)))
        return np.ascontiguousarray(np.rot90(picture, turns))
