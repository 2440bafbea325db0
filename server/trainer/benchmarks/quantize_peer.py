"""faiss-cpu's product quantization as a peer: draws the vectors, writes them, then answers requests.

`python -m trainer.benchmarks.quantize_peer --out DIR`. Prints one JSON line when ready, then one for each it reads:
`{"truth": K}` gives the rows of brute force in float64, `{"build": kind, "bytes": B}` trains and fills an index and
gives seconds, `{"search": query, "topK": R}` gives milliseconds, `{"recall": [R, R]}` the share of true rows among the
best R.
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

from trainer.benchmarks.faiss_peer import PUBLIC, answer, brute_force
from trainer.benchmarks.search_vectors import SEED, Vectors, draw_gallery, draw_queries, read_sample

TRAINING_ROWS = 16_384
"""As many as the studio trains on."""


class QuantizerPeer:
    """Vectors, their true neighbors, and the index that was built last."""

    def __init__(self, gallery: Vectors, queries: Vectors) -> None:
        self.gallery = gallery
        self.queries = queries
        self.truth: NDArray[np.int64] = np.empty((0, 0), np.int64)
        self.index: Any = None

    def respond(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answers one request."""
        if "truth" in request:
            self.truth = brute_force(self.gallery, self.queries, request["truth"])
            return {"rows": self.truth.tolist()}
        if "build" in request:
            return self.build(request["build"], request["bytes"])
        if "search" in request:
            query = self.queries[request["search"] : request["search"] + 1]
            start = time.perf_counter()
            self.index.search(query, request["topK"])
            return {"ms": (time.perf_counter() - start) * 1000}
        counts: list[int] = request["recall"]
        _, found = self.index.search(self.queries, max(counts))
        return {"recall": [self.recall(found[:, :count]) for count in counts]}

    def build(self, kind: str, item_bytes: int) -> dict[str, Any]:
        """Trains and fills an index.

        Args:
            kind: `fast-scan` has codes of 4 bits, `pq` codes of 8 bits.
            item_bytes: of an item.
        """
        dimension = self.gallery.shape[1]
        metric = faiss.METRIC_INNER_PRODUCT
        self.index = (
            faiss.IndexPQFastScan(dimension, item_bytes * 2, 4, metric)
            if kind == "fast-scan"
            else faiss.IndexPQ(dimension, item_bytes, 8, metric)
        )
        chosen = np.random.default_rng(SEED).permutation(len(self.gallery))[:TRAINING_ROWS]
        start = time.perf_counter()
        self.index.train(self.gallery[chosen])
        trained = time.perf_counter()
        self.index.add(self.gallery)
        return {"trainS": trained - start, "encodeS": time.perf_counter() - trained}

    def recall(self, found: NDArray[np.int64]) -> float:
        """The share of true rows that were found, over all queries."""
        hits = sum(len(np.intersect1d(rows, truth)) for rows, truth in zip(found, self.truth, strict=True))
        return hits / self.truth.size


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
    peer = QuantizerPeer(gallery, queries)
    answer({"peer": f"faiss-cpu {faiss.__version__}", "threads": faiss.omp_get_max_threads(), "vectors": real.name})
    for line in sys.stdin:
        answer(peer.respond(json.loads(line)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
