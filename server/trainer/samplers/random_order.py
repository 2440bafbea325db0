"""Random batches, views of one item, and batches of similar aspect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.samplers.batch_order import Draw


@dataclass(frozen=True)
class RandomOrder:
    """Every item once an epoch, in random order; the last batch is left out where it is not full.

    Attributes:
        labels: [N] classes; with `is_item_label` each item is a class of its own.
        batch: pictures in a batch.
        views: of each item.
        seed: of the order.
        is_item_label: whether the row is the class.
        references: rows of the reference set.
        negatives: of them, for each item.
    """

    labels: Sequence[int]
    batch: int
    views: int = 1
    seed: int = 0
    is_item_label: bool = False
    references: Sequence[int] = ()
    negatives: int = 0

    def batches(self, epoch: int) -> list[list[Draw]]:
        """Batches of `batch` pictures, and the negatives beside."""
        generator = np.random.default_rng([self.seed, epoch, 1])
        order = generator.permutation(len(self.labels))
        items = max(1, self.batch // self.views)
        found: list[list[Draw]] = []
        for first in range(0, len(order) - items + 1, items):
            draws = [self._draw(int(row), view) for row in order[first : first + items] for view in range(self.views)]
            found.append(draws + reference_draws(self.references, items * self.negatives, generator))
        return found

    def _draw(self, row: int, view: int) -> Draw:
        return Draw(row, view, row if self.is_item_label else self.labels[row])


def reference_draws(references: Sequence[int], count: int, generator: np.random.Generator) -> list[Draw]:
    """Different items of the reference set, as many as are wanted and there are."""
    taken = generator.choice(len(references), min(count, len(references)), replace=False) if references else ()
    return [Draw(references[place], 0, -1 - references[place]) for place in taken]


@dataclass(frozen=True)
class AspectOrder:
    """Random batches of items with a similar width over height.

    Items belong to the shape with the nearest aspect or, without shapes, are sorted by aspect into groups of equal
    size. Batches are filled within a group; what fills none is left out.

    Attributes:
        labels: [N] classes.
        aspects: [N] width over height.
        batch: pictures in a batch.
        groups: of aspects.
        seed: of the order.
        shapes: (height, width) of the pictures of each group.

    Reference:
        jihang-zhang/Tianchi-Taobao-clothes-retrieval (twelve shapes, nearest ratio)
    """

    labels: Sequence[int]
    aspects: Sequence[float]
    batch: int
    groups: int
    seed: int = 0
    shapes: Sequence[tuple[int, int]] = ()

    def batches(self, epoch: int) -> list[list[Draw]]:
        """Full batches, in random order."""
        generator = np.random.default_rng([self.seed, epoch, 2])
        found: list[list[Draw]] = []
        for group in self._groups():
            order = generator.permutation(group)
            found += [
                [Draw(int(row), 0, self.labels[row]) for row in order[first : first + self.batch]]
                for first in range(0, len(order) - self.batch + 1, self.batch)
            ]
        return [found[place] for place in generator.permutation(len(found))]

    def size(self, batch: Sequence[Draw]) -> tuple[int, int] | None:
        """Height and width of a batch's pictures, or None without shapes."""
        return self.shapes[int(self._nearest([self.aspects[batch[0].row]])[0])] if self.shapes else None

    def _groups(self) -> list[NDArray[np.int64]]:
        if not self.shapes:
            return list(np.array_split(np.argsort(self.aspects, kind="stable"), self.groups))
        nearest = self._nearest(self.aspects)
        return [np.flatnonzero(nearest == place) for place in range(len(self.shapes))]

    def _nearest(self, aspects: Sequence[float]) -> NDArray[np.int64]:
        """Places of the shapes nearest to each of [M] aspects; the first of equally near ones."""
        ratios = np.array([width / height for height, width in self.shapes])
        return np.abs(np.asarray(aspects)[:, None] - ratios).argmin(axis=1)
