"""Vectors for search benchmarks: as many as are wanted, spread as the sample gallery's real embeddings are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.item_table import read_item_table
from trainer.vectors import unit_rows

SEED = 7
ROWS_PER_IDENTITY = 8
UNIFORM_SHARE = 0.1
"""Share of vectors drawn uniformly on the sphere: pictures that resemble nothing."""

BLOCK_ROWS = 16_384

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Embedded:
    """Real vectors, and how views of one identity scatter.

    Attributes:
        vectors: [N, D] unit rows.
        scatter: [D, D]; standard normal numbers times this have the within-identity covariance.
        name: where they come from, for people.
    """

    vectors: Vectors
    scatter: Vectors
    name: str


def read_sample(sample: Path) -> Embedded:
    """The sample gallery's embeddings.

    Args:
        sample: folder with `items.csv` and `embeddings/*.npy`.
    """
    tables = sorted((sample / "embeddings").glob("*.npy"))
    if len(tables) != 1:
        raise FileNotFoundError(f"expected one table in {sample / 'embeddings'}; found {len(tables)}")
    vectors = unit_rows(np.load(tables[0]).astype(np.float32))
    labels = [item.identity for item in read_item_table(sample / "items.csv") if item.is_gallery]
    return Embedded(vectors, within_identity_scatter(vectors, labels), f"sample gallery, {tables[0].stem}")


def within_identity_scatter(vectors: Vectors, labels: list[str]) -> Vectors:
    """A root of the covariance of vectors around the mean of their identity.

    Args:
        vectors: [N, D]
        labels: [N] identities.

    Returns:
        S [D, D] float32 with Sᵀ S = sum of (x - mean)(x - mean)ᵀ / (N - C), C the number of identities.
    """
    _, identity = np.unique(np.asarray(labels), return_inverse=True)
    count = np.bincount(identity)
    mean = np.zeros((count.size, vectors.shape[1]))
    np.add.at(mean, identity, vectors)
    residuals = vectors - (mean / count[:, None])[identity]
    covariance = residuals.T @ residuals / max(1, len(vectors) - count.size)
    values, directions = np.linalg.eigh(covariance)
    return (np.sqrt(np.maximum(values, 0))[:, None] * directions.T).astype(np.float32)


def draw_gallery(real: Embedded, rows: int, rng: np.random.Generator) -> Vectors:
    """Rows of new identities, 8 each and side by side; every tenth row or so lies anywhere on the sphere.

    Returns:
        [rows, D] float32 unit rows.
    """
    return _draw_around(real, _gallery_origins(real, rows, rng), rng)


def draw_gallery_blocks(real: Embedded, rows: int, rng: np.random.Generator) -> Iterator[Vectors]:
    """The rows of `draw_gallery`, block by block, where all of them would not fit in memory.

    Yields:
        [n, D] float32 unit rows, n at most `BLOCK_ROWS`.
    """
    yield from _blocks_around(real, _gallery_origins(real, rows, rng), rng)


def draw_queries(real: Embedded, count: int, rng: np.random.Generator) -> Vectors:
    """Queries drawn as rows are, each of an identity of its own.

    Returns:
        [count, D] float32 unit rows.
    """
    return _draw_around(real, rng.integers(len(real.vectors), size=count), rng)


def _gallery_origins(real: Embedded, rows: int, rng: np.random.Generator) -> NDArray[np.int64]:
    identities = -(-rows // ROWS_PER_IDENTITY)
    return np.repeat(rng.integers(len(real.vectors), size=identities), ROWS_PER_IDENTITY)[:rows]


def _draw_around(real: Embedded, origin: NDArray[np.int64], rng: np.random.Generator) -> Vectors:
    drawn = np.empty((len(origin), real.vectors.shape[1]), np.float32)
    start = 0
    for block in _blocks_around(real, origin, rng):
        drawn[start : start + len(block)] = block
        start += len(block)
    return drawn


def _blocks_around(real: Embedded, origin: NDArray[np.int64], rng: np.random.Generator) -> Iterator[Vectors]:
    dimension = real.vectors.shape[1]
    for start in range(0, len(origin), BLOCK_ROWS):
        block = origin[start : start + BLOCK_ROWS]
        noise = rng.standard_normal((len(block), dimension), dtype=np.float32)
        is_uniform = rng.random(len(block)) < UNIFORM_SHARE
        near = real.vectors[block] + noise @ real.scatter
        yield unit_rows(np.where(is_uniform[:, None], noise, near))
