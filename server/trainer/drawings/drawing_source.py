"""Batches of drawn sheets: identities times pictures, a pure function of seed and step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from trainer.drawings.device_sheets import SheetMaker, SheetStyle
from trainer.drawings.drawn_pictures import DrawnPictures
from trainer.drawings.sheet_layout import FloatArray, LayoutOptions, lay_out
from trainer.drawings.sheet_marks import draw_marks
from trainer.errors import MeasurementError

_MARK_LAYERS = 768

Normalizer: TypeAlias = tuple[tuple[float, ...], tuple[float, ...]]
"""Mean and deviation of the three channels, of pictures in [0, 1]."""


@dataclass(frozen=True)
class SheetOptions:
    """How training sheets are made.

    Attributes:
        identities: in a batch.
        pictures: of each identity in a batch.
        shared_style: probability that the pictures of an identity share stroke width and ink in a batch.
        marked: probability of labels, numerals or specks.
        erased: probability of a blank rectangle.
        layout: of the figures.
    """

    identities: int = 256
    pictures: int = 4
    shared_style: float = 0.5
    marked: float = 0.35
    erased: float = 0.2
    layout: LayoutOptions = field(default_factory=LayoutOptions)


class DrawingSource:
    """Batches from drawn pictures on a device.

    Step s of seed x gives the same batch whatever came before, so a resumed training continues with the same pictures.

    Args:
        pictures: all of them.
        options: see there.
        place: the seed, and the device that holds the pictures and makes the sheets.
        normalizer: of the network's input.
    """

    def __init__(
        self, pictures: DrawnPictures, options: SheetOptions, place: tuple[int, torch.device], normalizer: Normalizer
    ) -> None:
        seed, device = place
        self.options = options
        self.seed = seed
        self._normalizer = tuple(
            torch.tensor(values, device=device, dtype=torch.float16 if device.type == "cuda" else torch.float32)[
                None, :, None, None
            ]
            for values in normalizer
        )
        self.names = pictures.names
        self._boxes = pictures.boxes.astype(np.float64)
        order = np.argsort(pictures.objects, kind="stable")
        ends = np.cumsum(np.bincount(pictures.objects, minlength=len(pictures.names)))
        self._rows_of = np.split(order, ends[:-1])
        self._usable = np.array([row for row, rows in enumerate(self._rows_of) if len(rows) >= 2])
        if len(self._usable) < options.identities:
            raise MeasurementError(
                f"A batch of {options.identities} identities was asked for; only {len(self._usable)} objects have two "
                "drawings or more.",
                "Render more objects, or ask for fewer identities in a batch.",
            )
        side = pictures.ink.shape[1]
        marks = draw_marks(_MARK_LAYERS, side, seed)
        self._maker = SheetMaker(torch.from_numpy(pictures.ink).to(device), torch.from_numpy(marks).to(device))

    @property
    def classes(self) -> int:
        """How many identities there are."""
        return len(self.names)

    def batch(self, step: int, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
        """The batch of a step.

        Args:
            step: 0 or more.
            size: height and width of the pictures, which must be equal.

        Returns:
            normalized pictures [B, 3, side, side] on the device, channels last, and identities [B] int64 there.
        """
        generator = np.random.default_rng([self.seed, step])
        options = self.options
        identities = generator.choice(self._usable, options.identities, replace=False)
        rows = np.concatenate([self._pick(identity, generator) for identity in identities])
        marks = np.where(
            generator.random(len(rows)) < options.marked, generator.integers(_MARK_LAYERS, size=len(rows)), -1
        )
        layout = lay_out(self._boxes[rows], marks >= 0, options.layout, generator)
        style = self._style(marks, generator)
        labels = torch.from_numpy(np.repeat(identities, options.pictures)).to(self._maker.ink.device)
        sheets = self._maker.make(rows, layout, style, size[0])
        mean, std = self._normalizer
        return ((sheets - mean) / std).contiguous(memory_format=torch.channels_last), labels

    def close(self) -> None:
        """Nothing loads ahead."""

    def _pick(self, identity: int, generator: np.random.Generator) -> NDArray[np.int64]:
        """[K, 2]: K different drawings where there are so many, each with another as a second figure."""
        rows = self._rows_of[identity]
        wanted = self.options.pictures
        first = generator.permutation(rows)
        if len(first) < wanted:
            first = np.concatenate([first, generator.choice(rows, wanted - len(first))])
        second = generator.choice(rows, wanted)
        return np.stack([first[:wanted], second], axis=1)

    def _style(self, marks: NDArray[np.int64], generator: np.random.Generator) -> SheetStyle:
        options, count = self.options, len(marks)
        shared = np.repeat(generator.random(options.identities) < options.shared_style, options.pictures)
        stroke = self._shared(generator.choice([1, 2, 3, 4, 5], count, p=[0.3, 0.3, 0.2, 0.12, 0.08]), shared)
        gain = self._shared(np.exp(generator.normal(0.1, 0.35, count)), shared)
        erased = _rectangles(generator, count)
        erased[generator.random(count) >= options.erased] = 0
        return SheetStyle(stroke.astype(np.int64), gain.astype(np.float32), marks, erased.astype(np.float32))

    def _shared(self, values: NDArray[np.generic], shared: NDArray[np.bool_]) -> NDArray[np.generic]:
        """Gives the pictures of an identity the value of its first, where shared."""
        firsts = np.repeat(values[:: self.options.pictures], self.options.pictures)
        return np.where(shared, firsts, values)


def _rectangles(generator: np.random.Generator, count: int) -> FloatArray:
    area, aspect = generator.uniform(0.02, 0.15, count), np.exp(generator.uniform(-1, 1, count))
    width, height = np.sqrt(area * aspect), np.sqrt(area / aspect)
    left, top = generator.random(count) * (1 - width), generator.random(count) * (1 - height)
    return np.stack([left, top, left + width, top + height], axis=1)
