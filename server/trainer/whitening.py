"""Projections learned on a set of embeddings: PCA and SVD, whitened or not, whole or by parts.

Conventions are PyRetri's: PCA is centered and divides by the sample deviation (N - 1); SVD is not centered and
divides by the deviation of the projected training set (N) plus 1e-6. Directions are defined up to sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from trainer.errors import MeasurementError
from trainer.vectors import unit_rows

Matrix = NDArray[np.float64]

FULL_WHITENING = 0.5
"""The power of the variance to divide by: 0 rotates only, 0.5 gives every direction unit variance."""


@dataclass(frozen=True)
class Projection:
    """v = matrix^T (x - mean).

    Attributes:
        mean: [D] float64.
        matrix: [D, K] float64.
    """

    mean: Matrix
    matrix: Matrix

    def apply(self, vectors: Matrix) -> Matrix:
        """Projects [N, D] to [N, K]; neither side is normalized."""
        return (vectors - self.mean) @ self.matrix


Learner = Callable[[Matrix, int, float], Projection]
PartLearner = Callable[[Matrix, int], Projection]


def stored_vectors(embeddings: Matrix, whitening: Projection | None) -> Matrix:
    """What a gallery holds: v = L2(P^T (L2(e) - mean)), or L2(e) where a checkpoint has no whitening.

    Args:
        embeddings: [N, D] float64, as the network gives them.
        whitening: the checkpoint's projection.

    Returns:
        [N, K] float64, unit rows.
    """
    units = unit_rows(embeddings)
    return units if whitening is None else unit_rows(whitening.apply(units))


def learn_pca(training: Matrix, dimension: int, power: float = FULL_WHITENING) -> Projection:
    """Principal axes of a training set.

    Args:
        training: [N, D] float64.
        dimension: K, the axes kept, largest variance first.
        power: each axis is divided by variance^power; variance with N - 1.

    Raises:
        MeasurementError: more axes asked for than the data has.
    """
    mean = cast("Matrix", np.mean(training, axis=0))
    deviations, axes = _axes(training - mean, dimension)
    variance = deviations**2 / (len(training) - 1)
    return Projection(mean, axes / variance**power)


def learn_svd(training: Matrix, dimension: int, power: float = FULL_WHITENING) -> Projection:
    """Right singular vectors of a training set that is not centered.

    Args:
        training: [N, D] float64.
        dimension: K, the vectors kept, largest singular value first.
        power: 0 keeps the axes, 0.5 divides each by (deviation of the projected training set + 1e-6).

    Raises:
        MeasurementError: more axes asked for than the data has.
    """
    _, axes = _axes(training, dimension)
    scale = ((training @ axes).std(axis=0) + 1e-6) ** (2 * power)
    return Projection(np.zeros_like(training[0]), axes / scale)


def _axes(rows: Matrix, dimension: int) -> tuple[Matrix, Matrix]:
    """Singular values [K] and right singular vectors [D, K], largest first."""
    most = min(rows.shape)
    if not 1 <= dimension <= most:
        raise MeasurementError(
            f"A projection to {dimension} dimensions needs at least as many training vectors and input dimensions; "
            f"found {rows.shape[0]} vectors of {rows.shape[1]} dimensions.",
            "Give more pictures, or ask for fewer dimensions.",
        )
    _, values, vectors = np.linalg.svd(rows, full_matrices=False)
    return values[:dimension], vectors[:dimension].T


@dataclass(frozen=True)
class PartProjections:
    """One projection for each block of columns, blocks in order; every block is L2-normalized before and after."""

    blocks: tuple[slice, ...]
    projections: tuple[Projection, ...]

    def apply(self, vectors: Matrix) -> Matrix:
        """Projects [N, D] to [N, K], the blocks' results side by side."""
        parts = zip(self.blocks, self.projections, strict=True)
        return np.concatenate([unit_rows(part.apply(unit_rows(vectors[:, block]))) for block, part in parts], axis=1)


def learn_by_parts(training: Matrix, parts: Sequence[int], dimension: int, learn: PartLearner) -> PartProjections:
    """One projection a part, each given its share of the dimensions, the last one the rest.

    Args:
        training: [N, D] float64, already L2-normalized by parts if that is wanted.
        parts: widths of the consecutive column blocks; their sum is D.
        dimension: K over all parts; 0 keeps every part's own width.
        learn: a function of (training [N, D_part], K_part).
    """
    blocks = column_blocks(parts)
    shares = list(parts)
    if dimension > 0:
        shares = [int(width * (dimension / sum(parts))) for width in parts]
        shares[-1] = dimension - sum(shares[:-1])
    learned = [learn(training[:, block], share) for block, share in zip(blocks, shares, strict=True)]
    return PartProjections(blocks, tuple(learned))


def unit_parts(vectors: Matrix, parts: Sequence[int]) -> Matrix:
    """L2-normalizes each block of columns by itself: [N, D] to [N, D]."""
    return np.concatenate([unit_rows(vectors[:, block]) for block in column_blocks(parts)], axis=1)


def column_blocks(parts: Sequence[int]) -> tuple[slice, ...]:
    """Consecutive column ranges of the given widths."""
    ends = np.cumsum(parts).tolist()
    return tuple(slice(end - width, end) for end, width in zip(ends, parts, strict=True))


def learn_region_pca(training: Matrix, parts: Sequence[int], dimension: int, power: float) -> Projection:
    """The PCA that all regions of R-MAC share, learned on the unit vectors of every region.

    Args:
        training: [N, R D] float64, R regions side by side.
        parts: the regions' widths, all equal.
        dimension: K.
        power: as in `learn_pca`.
    """
    return learn_pca(
        np.concatenate([unit_rows(training[:, block]) for block in column_blocks(parts)]), dimension, power
    )


def aggregate_regions(vectors: Matrix, parts: Sequence[int], projection: Projection) -> Matrix:
    """R-MAC's sum of regions: each L2-normalized, projected and L2-normalized again; the sum is L2-normalized.

    Args:
        vectors: [N, R D] float64.
        parts: the regions' widths.
        projection: as `learn_region_pca` gives it.

    Returns:
        [N, K] float64, unit rows.
    """
    regions = [unit_rows(projection.apply(unit_rows(vectors[:, block]))) for block in column_blocks(parts)]
    return unit_rows(np.sum(regions, axis=0))
