"""Identities times pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from trainer.samplers.batch_order import Draw
from trainer.samplers.random_order import reference_draws

IdentityDraw = Literal["balanced", "naive", "once"]


@dataclass(frozen=True)
class IdentityOrder:
    """Batches of P identities with K pictures each; K pictures of an identity follow one another.

    Attributes:
        labels: [N] classes.
        identities: P.
        pictures: K.
        draw: see `balanced_round`, `naive_round` and `once_round`.
        seed: of the order.
        references: rows of the reference set.
        negatives: of them, in each batch.
        cameras: [N] of the items, where they are known: `balanced` prefers pictures of other cameras.
    """

    labels: Sequence[int]
    identities: int
    pictures: int
    draw: IdentityDraw = "balanced"
    seed: int = 0
    references: Sequence[int] = ()
    negatives: int = 0
    cameras: Sequence[int] | None = None
    rows_of: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        rows: dict[int, list[int]] = {}
        for row, label in enumerate(self.labels):
            rows.setdefault(label, []).append(row)
        object.__setattr__(self, "rows_of", rows)

    def batches(self, epoch: int) -> list[list[Draw]]:
        """As many batches as the items fill, whatever was drawn twice; none where there are fewer identities than P."""
        if len(self.rows_of) < self.identities:
            return []
        generator = np.random.default_rng([self.seed, epoch, 3])
        wanted = max(1, len(self.labels) // (self.identities * self.pictures))
        found: list[list[Draw]] = []
        if self.draw == "naive":
            found = self._batched(self.naive_round(generator))
        elif self.draw == "once":
            found = self._batched(self.once_round(generator))
        else:
            while len(found) < wanted:
                found.extend(self._batched(self.balanced_round(generator)))
            found = found[:wanted]
        return [batch + reference_draws(self.references, self.negatives, generator) for batch in found]

    def _batched(self, blocks: list[list[int]]) -> list[list[Draw]]:
        """P blocks a batch; blocks that fill none are left out."""
        found: list[list[Draw]] = []
        for first in range(0, len(blocks) - self.identities + 1, self.identities):
            rows = [row for block in blocks[first : first + self.identities] for row in block]
            found.append([Draw(row, 0, self.labels[row]) for row in rows])
        return found

    def balanced_round(self, generator: np.random.Generator) -> list[list[int]]:
        """Every identity once, in random order: a random picture and K − 1 others of it.

        Others are drawn without repetition where there are enough, from other cameras where these are known.

        Reference:
            fast-reid, data/samplers/triplet_sampler.py:BalancedIdentitySampler
        """
        blocks: list[list[int]] = []
        for label in generator.permutation(list(self.rows_of)):
            rows = self.rows_of[int(label)]
            first = rows[int(generator.integers(len(rows)))]
            others = self._others(first, rows)
            wanted = self.pictures - 1
            taken = generator.choice(others, wanted, replace=len(others) < wanted)
            blocks.append([first, *(int(row) for row in taken)])
        return blocks

    def _others(self, first: int, rows: list[int]) -> list[int]:
        cameras = self.cameras
        if cameras is not None:
            elsewhere = [row for row in rows if cameras[row] != cameras[first]]
            if elsewhere:
                return elsewhere
        return [row for row in rows if row != first] or [first]

    def naive_round(self, generator: np.random.Generator) -> list[list[int]]:
        """Blocks of K until the pictures of all but P − 1 identities are used up; none comes twice before.

        An identity with fewer than K pictures is drawn with repetition. Batches are filled from P random identities
        that have blocks left.

        Reference:
            reid-strong-baseline, data/samplers/triplet_sampler.py:RandomIdentitySampler
        """
        left: dict[int, list[list[int]]] = {}
        for label, rows in self.rows_of.items():
            order = list(generator.permutation(rows))
            if len(order) < self.pictures:
                order = list(generator.choice(rows, self.pictures, replace=True))
            ends = range(0, len(order) - self.pictures + 1, self.pictures)
            left[label] = [[int(row) for row in order[end : end + self.pictures]] for end in ends]
        blocks: list[list[int]] = []
        while len(left) >= self.identities:
            labels = list(left)
            for place in generator.choice(len(labels), self.identities, replace=False):
                blocks.append(left[labels[place]].pop())
                if not left[labels[place]]:
                    del left[labels[place]]
        return blocks

    def once_round(self, generator: np.random.Generator) -> list[list[int]]:
        """Every identity once, K pictures with repetition; one with a single picture gives way to a random other.

        Reference:
            Huawei DIGIX 2020, second place
        """
        labels = list(self.rows_of)
        usable = [label for label in labels if len(self.rows_of[label]) >= 2] or labels
        blocks: list[list[int]] = []
        for drawn in generator.permutation(labels):
            label = int(drawn)
            if len(self.rows_of[label]) < 2:
                label = usable[int(generator.integers(len(usable)))]
            blocks.append([int(row) for row in generator.choice(self.rows_of[label], self.pictures, replace=True)])
        return blocks
