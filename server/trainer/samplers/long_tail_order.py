"""Two stages against a long tail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainer.samplers.batch_order import Draw
from trainer.samplers.identity_order import IdentityOrder


@dataclass(frozen=True)
class LongTailOrder:
    """All items first; later no more than `most` of an identity, drawn anew each epoch.

    Attributes:
        labels: [N] classes.
        identities: P of a batch.
        pictures: K of each.
        second_epoch: from which on the second stage runs.
        most: items of an identity in it.
        seed: of the order.

    Reference:
        Huawei DIGIX 2020, third place, which says under-sampling of the head and not how far
    """

    labels: Sequence[int]
    identities: int
    pictures: int
    second_epoch: int
    most: int
    seed: int = 0

    def batches(self, epoch: int) -> list[list[Draw]]:
        """Full batches of P identities with K pictures."""
        if epoch < self.second_epoch:
            return self._order(self.labels).batches(epoch)
        generator = np.random.default_rng([self.seed, epoch, 4])
        kept = self._thinned(generator)
        batches = self._order([self.labels[row] for row in kept]).batches(epoch)
        return [[Draw(kept[draw.row], draw.view, draw.label) for draw in batch] for batch in batches]

    def _order(self, labels: Sequence[int]) -> IdentityOrder:
        return IdentityOrder(labels, self.identities, self.pictures, "balanced", self.seed)

    def _thinned(self, generator: np.random.Generator) -> list[int]:
        seen: dict[int, int] = {}
        kept: list[int] = []
        for drawn in generator.permutation(len(self.labels)):
            label = self.labels[int(drawn)]
            seen[label] = seen.get(label, 0) + 1
            if seen[label] <= self.most:
                kept.append(int(drawn))
        return sorted(kept)
