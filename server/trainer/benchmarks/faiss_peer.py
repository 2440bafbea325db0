"""faiss-cpu's IndexFlatIP as a peer: draws the vectors, writes them for the page, then answers requests.

`python -m trainer.benchmarks.faiss_peer --out DIR`. Prints one JSON line when ready, then one for each line it reads:
`{"search": [first, count], "topK": K}` gives milliseconds, `{"truth": K}` the rows of brute force in float64.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import faiss  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
from numpy.typing import NDArray

from trainer.benchmarks.search_vectors import SEED, Vectors, draw_gallery, draw_queries, read_sample

PUBLIC = Path(__file__).parents[3] / "public"
TRUTH_BLOCK_ROWS = 16_384


def main() -> int:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for vectors.npy and queries.npy")
    parser.add_argument("--sample", type=Path, default=PUBLIC / "sample")
    parser.add_argument("--rows", type=int, default=350_000)
    parser.add_argument("--queries", type=int, default=200)
    arguments = parser.parse_args()
    real = read_sample(arguments.sample)
    rng = np.random.default_rng(SEED)
    gallery = draw_gallery(real, arguments.rows, rng)
    queries = draw_queries(real, arguments.queries, rng)
    np.save(arguments.out / "vectors.npy", gallery)
    np.save(arguments.out / "queries.npy", queries)
    index: Any = faiss.IndexFlatIP(gallery.shape[1])
    index.add(gallery)
    threads: int = faiss.omp_get_max_threads()
    answer({"peer": f"faiss-cpu {faiss.__version__} IndexFlatIP", "threads": threads, "vectors": real.name})
    for line in sys.stdin:
        answer(respond(json.loads(line), index, gallery, queries))
    return 0


def respond(request: dict[str, Any], index: Any, gallery: Vectors, queries: Vectors) -> dict[str, Any]:
    """Answers one request."""
    if "truth" in request:
        return {"rows": brute_force(gallery, queries, request["truth"]).tolist()}
    first, count = request["search"]
    start = time.perf_counter()
    index.search(queries[first : first + count], request["topK"])
    return {"ms": (time.perf_counter() - start) * 1000}


def brute_force(gallery: Vectors, queries: Vectors, top_k: int) -> NDArray[np.int64]:
    """The true rankings: products summed in float64, rounded to float32, ties by lower row.

    Returns:
        [Q, K] rows, best first.
    """
    scores = np.empty((len(queries), len(gallery)), np.float32)
    exact_queries = queries.astype(np.float64).T
    for start in range(0, len(gallery), TRUTH_BLOCK_ROWS):
        block = gallery[start : start + TRUTH_BLOCK_ROWS].astype(np.float64)
        scores[:, start : start + len(block)] = (block @ exact_queries).T
    # A stable sort of all rows by falling score keeps ties by row; argpartition alone would not.
    kth = -np.partition(-scores, top_k - 1, axis=1)[:, top_k - 1]
    return np.stack([_rank_above(row, bound, top_k) for row, bound in zip(scores, kth, strict=True)])


def _rank_above(scores: Vectors, bound: np.float32, top_k: int) -> NDArray[np.int64]:
    rows = np.flatnonzero(scores >= bound)
    return rows[np.argsort(-scores[rows], kind="stable")][:top_k]


def answer(message: dict[str, Any]) -> None:
    """One JSON line on standard output."""
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    sys.exit(main())
