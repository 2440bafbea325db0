"""faiss-cpu as the peer of the companion's store: draws the vectors, searches an index of its own, and knows the truth.

`python -m trainer.benchmarks.store_peer --out DIR --rows N`. Prints one JSON line when ready, then one for each line it
reads: `{"draw": N}` lets the gallery in DIR/vectors.f32 grow to N rows, `{"build": [partitions, probes]}` builds the
index over them, `{"search": Q, "topK": K}` gives milliseconds and rows of query Q, `{"truth": K}` the rows of brute
force.
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

from trainer.benchmarks.faiss_peer import PUBLIC, answer
from trainer.benchmarks.search_vectors import SEED, Vectors, draw_gallery_blocks, draw_queries, read_sample

TRAINING_ROWS_PER_PARTITION = 64
ADDED_ROWS = 65_536
MOST_TOP_K = 100


class StorePeer:
    """The gallery on disk, the best rows of each query so far, and faiss' index.

    Attributes:
        queries: [Q, D] unit rows.
        rows: how many rows were drawn.
    """

    def __init__(self, out: Path, sample: Path, rows: int, queries: int) -> None:
        real = read_sample(sample)
        self._file = out / "vectors.f32"
        self._file.write_bytes(b"")
        self._dimension: int = real.vectors.shape[1]
        # Queries have a stream of their own, so that they do not depend on how many rows are drawn.
        self.queries = draw_queries(real, queries, np.random.default_rng([SEED, 1]))
        self.queries.tofile(out / "queries.f32")
        self._blocks = draw_gallery_blocks(real, rows, np.random.default_rng(SEED))
        self._spare = np.empty((0, self._dimension), np.float32)
        self.rows = 0
        self._best_rows = np.zeros((queries, 0), np.int64)
        self._best_scores = np.zeros((queries, 0), np.float32)
        self._index: Any = None

    def draw(self, rows: int) -> None:
        """Lets the gallery grow to so many rows."""
        with self._file.open("ab") as file:
            while self.rows < rows:
                block = self._spare if len(self._spare) > 0 else next(self._blocks)
                wanted = min(len(block), rows - self.rows)
                block, self._spare = block[:wanted], block[wanted:]
                block.tofile(file)
                self._keep_best(block)
                self.rows += wanted

    def _keep_best(self, block: Vectors) -> None:
        scores = (block.astype(np.float64) @ self.queries.astype(np.float64).T).T.astype(np.float32)
        rows = np.broadcast_to(np.arange(self.rows, self.rows + len(block)), scores.shape)
        all_scores = np.concatenate([self._best_scores, scores], axis=1)
        all_rows = np.concatenate([self._best_rows, rows], axis=1)
        # Earlier rows stand first, so a stable sort keeps ties by row.
        order = np.argsort(-all_scores, axis=1, kind="stable")[:, :MOST_TOP_K]
        self._best_scores = np.take_along_axis(all_scores, order, axis=1)
        self._best_rows = np.take_along_axis(all_rows, order, axis=1)

    def truth(self, top_k: int) -> NDArray[np.int64]:
        """The best rows of each query: products summed in float64, rounded to float32, ties by lower row.

        Returns:
            [Q, K]
        """
        return self._best_rows[:, :top_k]

    def build(self, partitions: int, probes: int) -> float:
        """Builds an inverted file with one byte a number over all rows.

        Returns:
            seconds.
        """
        start = time.perf_counter()
        vectors = np.memmap(self._file, np.float32, "r", shape=(self.rows, self._dimension))
        index: Any = faiss.index_factory(self._dimension, f"IVF{partitions},SQ8", faiss.METRIC_INNER_PRODUCT)
        sampled = min(self.rows, partitions * TRAINING_ROWS_PER_PARTITION)
        chosen = np.sort(np.random.default_rng(SEED).choice(self.rows, sampled, replace=False))
        index.train(np.ascontiguousarray(vectors[chosen]))
        for first in range(0, self.rows, ADDED_ROWS):
            index.add(np.ascontiguousarray(vectors[first : first + ADDED_ROWS]))
        index.nprobe = probes
        self._index = index
        return time.perf_counter() - start

    def search(self, query: int, top_k: int) -> tuple[float, list[int]]:
        """Milliseconds of one query, and the rows it found."""
        start = time.perf_counter()
        _, rows = self._index.search(self.queries[query : query + 1], top_k)
        return (time.perf_counter() - start) * 1000, rows[0].tolist()


def main() -> int:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for vectors.f32 and queries.f32")
    parser.add_argument("--sample", type=Path, default=PUBLIC / "sample")
    parser.add_argument("--rows", type=int, required=True, help="rows that the gallery will grow to")
    parser.add_argument("--queries", type=int, default=200)
    arguments = parser.parse_args()
    peer = StorePeer(arguments.out, arguments.sample, arguments.rows, arguments.queries)
    threads: int = faiss.omp_get_max_threads()
    dimension: int = peer.queries.shape[1]
    answer({"peer": f"faiss-cpu {faiss.__version__} IVF,SQ8", "threads": threads, "dimension": dimension})
    for line in sys.stdin:
        answer(respond(json.loads(line), peer))
    return 0


def respond(request: dict[str, Any], peer: StorePeer) -> dict[str, Any]:
    """Answers one request."""
    if "draw" in request:
        peer.draw(request["draw"])
        return {"rows": peer.rows}
    if "truth" in request:
        return {"rows": peer.truth(request["truth"]).tolist()}
    if "build" in request:
        partitions, probes = request["build"]
        return {"seconds": peer.build(partitions, probes)}
    ms, rows = peer.search(request["search"], request["topK"])
    return {"ms": ms, "rows": rows}


if __name__ == "__main__":
    sys.exit(main())
