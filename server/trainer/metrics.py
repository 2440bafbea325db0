"""Retrieval metrics over a score matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.errors import MeasurementError

RANKS = (1, 5, 10)


@dataclass(frozen=True)
class RetrievalMetrics:
    """Means over queries, and over identities after a mean within each.

    Attributes:
        queries: queries counted.
        skipped: queries without a relevant gallery row, which count nowhere.
        values: metric name to value in [0, 1].
    """

    queries: int
    skipped: int
    values: dict[str, float]


def retrieval_metrics(
    scores: NDArray[np.float32],
    is_relevant: NDArray[np.bool_],
    is_allowed: NDArray[np.bool_],
    identities: Sequence[str],
) -> RetrievalMetrics:
    """Mean average precision (rectangles at the relevant ranks, as Market-1501 has it) and rank-k accuracy.

    Args:
        scores: [Q, N], higher is better; ties rank the lower row first.
        is_relevant: [Q, N].
        is_allowed: [Q, N]; a row that is not allowed (the query itself) takes no rank.
        identities: of the Q queries.

    Returns:
        mAP, mINP (relevant rows over the rank of the last one) and rank-1, -5, -10 over queries, and mAP and rank-1 per
        identity.

    Raises:
        MeasurementError: no query has a relevant row.
    """
    precisions: list[float] = []
    inverse_penalties: list[float] = []
    first_hits: list[int] = []
    kept: list[str] = []
    for row, identity in enumerate(identities):
        order = np.argsort(-scores[row], kind="stable")
        hits = np.flatnonzero(is_relevant[row, order[is_allowed[row, order]]])
        if hits.size == 0:
            continue
        precisions.append(float(np.mean(np.arange(1, hits.size + 1) / (hits + 1))))
        inverse_penalties.append(hits.size / (int(hits[-1]) + 1))
        first_hits.append(int(hits[0]))
        kept.append(identity)
    if not kept:
        raise MeasurementError(
            f"None of {len(identities)} queries has a gallery row of its identity.",
            "Check the columns label, is_query and is_gallery of the item table.",
        )
    ranks = np.array(first_hits)
    values = {"mAP": float(np.mean(precisions)), "mINP": float(np.mean(inverse_penalties))}
    values |= {f"rank-{k}": float(np.mean(ranks < k)) for k in RANKS}
    values["mAP per identity"] = _mean_within(precisions, kept)
    values["rank-1 per identity"] = _mean_within((ranks < 1).tolist(), kept)
    return RetrievalMetrics(len(kept), len(identities) - len(kept), values)


def copy_detection_precision(
    scores: NDArray[np.float32], is_relevant: NDArray[np.bool_], is_allowed: NDArray[np.bool_]
) -> float:
    """µAP: average precision over all pairs of all queries together, in the order of their scores.

    Of pairs with equal scores, wrong ones come first; the denominator counts all relevant pairs.

    Args:
        scores: [Q, N], higher is better.
        is_relevant: [Q, N].
        is_allowed: [Q, N]; other pairs count nowhere.

    Returns:
        in [0, 1]; 0 where no pair is relevant.

    Reference:
        facebookresearch/isc2021, isc/metrics.py:evaluate
    """
    values, hits = scores[is_allowed], is_relevant[is_allowed]
    if not hits.any():
        return 0.0
    ordered = hits[np.lexsort((hits, -values))]
    places = np.flatnonzero(ordered)
    return float(np.mean(np.arange(1, len(places) + 1) / (places + 1)))


def _mean_within(values: Sequence[float], identities: Sequence[str]) -> float:
    _, groups = np.unique(np.array(identities), return_inverse=True)
    return float(np.mean(np.bincount(groups, weights=values) / np.bincount(groups)))
