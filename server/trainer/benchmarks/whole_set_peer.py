"""Whole-set evaluation in numpy: the peer of the part `whole` of `npm run bench -- rerank`.

`python -m trainer.benchmarks.whole_set_peer --out DIR`. Draws a set, writes it for the page as `set.npy` and prints one
JSON line; then answers each line it reads with milliseconds, mean average precision and rank-1 of its own evaluation.

Eight rows an identity, the first two of them queries until there are enough: rows are ranked by products of unit
vectors, sorted completely, and judged query by query, as the evaluation scripts of person re-identification do.

Reference: fast-reid, fastreid/evaluation/rank.py.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.benchmarks.search_vectors import ROWS_PER_IDENTITY, SEED, Vectors, draw_gallery, read_sample

PUBLIC = Path(__file__).parents[3] / "public"
QUERIES_PER_IDENTITY = 2
BLOCK_QUERIES = 512

Places = NDArray[np.int64]


def main() -> int:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for set.npy")
    parser.add_argument("--sample", type=Path, default=PUBLIC / "sample")
    parser.add_argument("--rows", type=int, default=38_000)
    parser.add_argument("--queries", type=int, default=13_000)
    arguments = parser.parse_args()
    real = read_sample(arguments.sample)
    vectors = draw_gallery(real, arguments.rows + arguments.queries, np.random.default_rng(SEED))
    np.save(arguments.out / "set.npy", vectors)
    queries = query_rows(len(vectors), arguments.queries)
    answer({"peer": f"numpy {np.__version__}", "vectors": real.name, "queries": queries.tolist()})
    for _ in sys.stdin:
        start = time.perf_counter()
        precision, rank_1 = evaluate(vectors, queries)
        answer({"ms": (time.perf_counter() - start) * 1000, "mAP": precision, "rank1": rank_1})
    return 0


def query_rows(rows: int, wanted: int) -> Places:
    """The first two rows of each identity, until there are as many as wanted."""
    places = np.arange(rows)
    return places[places % ROWS_PER_IDENTITY < QUERIES_PER_IDENTITY][:wanted]


def evaluate(vectors: Vectors, queries: Places) -> tuple[float, float]:
    """Mean average precision and rank-1 of queries against all other rows.

    Args:
        vectors: [N, D] unit rows, eight an identity.
        queries: [Q] rows that are queries and not in the gallery.
    """
    gallery = np.setdiff1d(np.arange(len(vectors)), queries)
    identities = np.arange(len(vectors)) // ROWS_PER_IDENTITY
    precisions: list[float] = []
    first: list[bool] = []
    for start in range(0, len(queries), BLOCK_QUERIES):
        block = queries[start : start + BLOCK_QUERIES]
        order = np.argsort(-(vectors[block] @ vectors[gallery].T), axis=1)
        for query, ranked in zip(block, order, strict=True):
            matches = identities[gallery[ranked]] == identities[query]
            if not matches.any():
                continue
            found = matches.cumsum()
            precisions.append(float((found / np.arange(1, len(found) + 1))[matches].mean()))
            first.append(bool(matches[0]))
    return float(np.mean(precisions)), float(np.mean(first))


def answer(message: dict[str, Any]) -> None:
    """One JSON line on standard output."""
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    sys.exit(main())
