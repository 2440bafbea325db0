"""k-reciprocal re-ranking as its authors published it, in numpy: the peer of `npm run bench -- rerank`.

`python -m trainer.benchmarks.rerank_peer --out DIR`. Draws the vectors, writes them for the page and prints one JSON
line; then answers one for each line it reads: `{"k1": 20, "k2": 6, "lambda": 0.3, "expansion": 0.667}` gives
milliseconds and the peak of this process's memory in bytes, and writes `final.npy`. With `"exact": true` distances are
computed in float64 before they are rounded, so that rankings can be compared without the noise of float32 sums.
`{"sample": true}` writes the sample gallery's own vectors to `sample.npy` and gives their identities.

The whole N × N matrix of distances, the complete order of each of its rows and the N × N matrix of weights are held, as
in the original; every step is written from the paper.

Reference: Zhong et al., Re-ranking Person Re-identification with k-reciprocal Encoding, arXiv 1701.08398.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.benchmarks.search_vectors import SEED, Vectors, draw_gallery, draw_queries, read_sample
from trainer.item_table import read_item_table

PUBLIC = Path(__file__).parents[3] / "public"
EXACT_BLOCK_ROWS = 2_000

Rows = NDArray[np.int32]


def main() -> int:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for vectors.npy, queries.npy and final.npy")
    parser.add_argument("--sample", type=Path, default=PUBLIC / "sample")
    parser.add_argument("--rows", type=int, default=19_000)
    parser.add_argument("--queries", type=int, default=1_000)
    arguments = parser.parse_args()
    out: Path = arguments.out
    real = read_sample(arguments.sample)
    rng = np.random.default_rng(SEED)
    gallery = draw_gallery(real, arguments.rows, rng)
    queries = draw_queries(real, arguments.queries, rng)
    np.save(out / "vectors.npy", gallery)
    np.save(out / "queries.npy", queries)
    answer({"peer": f"numpy {np.__version__}", "vectors": real.name})
    for line in sys.stdin:
        request = json.loads(line)
        if "sample" in request:
            np.save(out / "sample.npy", real.vectors)
            table = read_item_table(arguments.sample / "items.csv")
            answer({"identities": [item.identity for item in table if item.is_gallery]})
            continue
        start = time.perf_counter()
        final = rerank(queries, gallery, request)
        milliseconds = (time.perf_counter() - start) * 1000
        np.save(out / "final.npy", final)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        answer({"ms": milliseconds, "peakBytes": peak})
    return 0


def rerank(queries: Vectors, gallery: Vectors, options: dict[str, Any]) -> Vectors:
    """Final distances.

    Args:
        queries: [Q, D] unit rows.
        gallery: [G, D] unit rows.
        options: `k1`, `k2`, `lambda`, `expansion`, `exact`.

    Returns:
        [Q, G]
    """
    k1, k2, weight = options["k1"], options["k2"], options["lambda"]
    pooled = np.concatenate([queries, gallery])
    is_exact = options.get("exact", False)
    distances = exact_squares(pooled) if is_exact else np.power(1 - pooled @ pooled.T, 2)
    distances = np.transpose(distances / np.max(distances, axis=0))
    order = np.argsort(distances, axis=1, kind="stable" if is_exact else None).astype(np.int32)
    weights = reciprocal_weights(distances, order, k1, options["expansion"])
    if k2 != 1:
        expanded = np.zeros_like(weights)
        for row in range(len(weights)):
            expanded[row] = np.mean(weights[order[row, :k2]], axis=0)
        weights = expanded
    count = len(queries)
    jaccard = jaccard_distances(weights, count)
    return (jaccard * (1 - weight) + distances[:count] * weight)[:, count:].astype(np.float32)


def exact_squares(pooled: Vectors) -> Vectors:
    """Squared cosine distances [N, N], rounded once."""
    double = pooled.astype(np.float64)
    squares = np.empty((len(pooled), len(pooled)), np.float32)
    for start in range(0, len(pooled), EXACT_BLOCK_ROWS):
        squares[start : start + EXACT_BLOCK_ROWS] = np.power(1 - double[start : start + EXACT_BLOCK_ROWS] @ double.T, 2)
    return squares


def reciprocal(order: Rows, row: int, count: int) -> Rows:
    """Those of a row's first `count + 1` that have the row among theirs."""
    forward = order[row, : count + 1]
    backward = order[forward, : count + 1]
    return forward[np.nonzero(backward == row)[0]]


def reciprocal_weights(distances: Vectors, order: Rows, k1: int, expansion: float) -> Vectors:
    """Weights [N, N] of the members of each row's expanded set; zero elsewhere."""
    weights = np.zeros_like(distances)
    half = int(np.around(k1 / 2))
    for row in range(len(distances)):
        own = reciprocal(order, row, k1)
        members = own
        for candidate in own:
            others = reciprocal(order, int(candidate), half)
            if len(np.intersect1d(others, own)) > expansion * len(others):
                members = np.append(members, others)
        members = np.unique(members)
        closeness = np.exp(-distances[row, members])
        weights[row, members] = closeness / np.sum(closeness)
    return weights


def jaccard_distances(weights: Vectors, queries: int) -> Vectors:
    """Jaccard distances [Q, N] by inverted lists, column by column."""
    holders = [np.nonzero(weights[:, column] != 0)[0] for column in range(len(weights))]
    jaccard = np.zeros((queries, len(weights)), np.float32)
    for query in range(queries):
        shared = np.zeros(len(weights), np.float32)
        for column in np.nonzero(weights[query] != 0)[0]:
            rows = holders[column]
            shared[rows] += np.minimum(weights[query, column], weights[rows, column])
        jaccard[query] = 1 - shared / (2 - shared)
    return jaccard


def answer(message: dict[str, Any]) -> None:
    """One JSON line on standard output."""
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    sys.exit(main())
