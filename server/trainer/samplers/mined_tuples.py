"""Tuples of a query, its hardest positive and hard negatives, found with the network as it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.samplers.batch_order import Draw

Embed = Callable[[Sequence[int]], NDArray[np.float32]]
"""Rows of items to unit vectors [M, D] of the network in training."""


def _nothing_mined() -> tuple[int, list[list[Draw]]]:
    return -1, []


@dataclass
class MinedTuples:
    """Batches of whole tuples; mined anew for each epoch with the vectors of that moment.

    Vectors are asked for once an epoch. The batches follow from the weights of that moment, so whoever resumes within
    an epoch must keep them.

    Attributes:
        labels: [N] classes.
        batch: pictures in a batch: a whole number of tuples.
        negatives: of each query, each of another identity.
        pool: items that are embedded.
        queries: of an epoch; 0 for all that have a positive.
        embed: see `Embed`.
        seed: of the draws.
        among: one of a query's so many hardest triplets is drawn; 1 takes the hardest. More needs one negative.
        margin: triplets that lose nothing at it are passed over; None takes all.

    Reference:
        Gordo et al., arXiv:1610.07940, section 3.3 (one of the 25 hardest triplets of a random query); Radenović et
        al., arXiv:1711.02512 (several negatives, one an identity)
    """

    labels: Sequence[int]
    batch: int
    negatives: int
    pool: int
    queries: int
    embed: Embed
    seed: int = 0
    among: int = 1
    margin: float | None = None
    _mined: tuple[int, list[list[Draw]]] = field(init=False, default_factory=_nothing_mined)

    def batches(self, epoch: int) -> list[list[Draw]]:
        """Mines once for each epoch."""
        if self._mined[0] != epoch:
            self._mined = (epoch, self._mine(np.random.default_rng([self.seed, epoch, 5])))
        return self._mined[1]

    def _mine(self, generator: np.random.Generator) -> list[list[Draw]]:
        count = min(self.pool, len(self.labels))
        rows = sorted(int(row) for row in generator.choice(len(self.labels), count, replace=False))
        vectors = self.embed(rows)
        labels = np.array([self.labels[row] for row in rows], np.int64)
        order = generator.permutation(count)
        tuples: list[list[int]] = []
        for query in order:
            mined = self._tuple_of(int(query), vectors, labels, generator)
            if mined is not None:
                tuples.append([rows[place] for place in mined])
            if self.queries and len(tuples) == self.queries:
                break
        each = self.batch // (self.negatives + 2)
        return [
            [Draw(row, 0, self.labels[row]) for entry in tuples[first : first + each] for row in entry]
            for first in range(0, len(tuples) - each + 1, each)
        ]

    def _tuple_of(
        self, query: int, vectors: NDArray[np.float32], labels: NDArray[np.int64], generator: np.random.Generator
    ) -> list[int] | None:
        if self.among == 1 and self.margin is None:
            return hardest_tuple(vectors, labels, query, self.negatives)
        hardest = hardest_triplets(vectors, labels, query, self.among)
        if self.margin is not None:
            # Of unit vectors, the squared distances of positive and negative differ by twice their scores' difference.
            hardest = [triplet for triplet in hardest if self.margin + 2 * triplet.excess > 0]
        if not hardest:
            return None
        drawn = hardest[int(generator.integers(len(hardest)))]
        return [query, drawn.positive, drawn.negative]


class Triplet(NamedTuple):
    """Places of a positive and a negative, and by how much the negative's score exceeds the positive's."""

    positive: int
    negative: int
    excess: float


def hardest_triplets(vectors: NDArray[np.float32], labels: NDArray[np.int64], query: int, count: int) -> list[Triplet]:
    """The query's triplets with the largest excess, hardest first.

    Args:
        vectors: [M, D] unit vectors.
        labels: [M].
        query: place of it.
        count: at most so many.
    """
    scores = vectors @ vectors[query]
    is_same = labels == labels[query]
    positives = np.flatnonzero(is_same & (np.arange(len(labels)) != query))
    negatives = np.flatnonzero(~is_same)
    # A triplet among the `count` hardest has one of the `count` worst positives and of the `count` best negatives.
    positives = positives[np.argsort(scores[positives], kind="stable")[:count]]
    negatives = negatives[np.argsort(-scores[negatives], kind="stable")[:count]]
    excess = scores[negatives][None, :] - scores[positives][:, None]
    order = np.argsort(-excess, axis=None, kind="stable")[:count]
    return [
        Triplet(int(positives[row]), int(negatives[column]), float(excess[row, column]))
        for row, column in (divmod(int(place), max(1, len(negatives))) for place in order)
    ]


def hardest_tuple(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], query: int, negatives: int
) -> list[int] | None:
    """The query, its farthest positive, and the nearest items of as many other identities.

    Args:
        vectors: [M, D] unit vectors.
        labels: [M].
        query: place of it.
        negatives: how many.

    Returns:
        places, or None where the query has no positive or there are too few other identities.
    """
    scores = vectors @ vectors[query]
    is_same = labels == labels[query]
    positives = np.flatnonzero(is_same & (np.arange(len(labels)) != query))
    if len(positives) == 0:
        return None
    chosen: list[int] = []
    seen: set[int] = set()
    for place in np.argsort(-scores, kind="stable"):
        label = int(labels[place])
        if is_same[place] or label in seen:
            continue
        seen.add(label)
        chosen.append(int(place))
        if len(chosen) == negatives:
            return [query, int(positives[np.argmin(scores[positives])]), *chosen]
    return None
