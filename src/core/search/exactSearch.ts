import type { CancelSignal } from "../cancelSignal";
import { TopK } from "../numeric/topK";
import type { Ranking } from "../ranking/ranking";
import { rankScores } from "../ranking/rankScores";
import { exactScore } from "./exactScore";
import type { SearchBackend, SearchIndex, VectorSource } from "./searchIndex";
import { clipTopK, countQueries } from "./searchQueries";

/** Rows read at once: half a megabyte of 512 dimensions, which stays in a core's cache while every query passes over it. */
const BLOCK_ROWS = 256;

/** What a long search does between blocks: gives way to waiting messages, so that a cancel can arrive. */
export type Pause = () => Promise<void>;

/** Brute force in plain JavaScript: the definition that every other index must equal, and what runs where there is no WASM SIMD. */
export class ExactSearch implements SearchIndex {
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend = { kind: "javascript", name: "JavaScript", isSoftware: false };

  constructor(
    private readonly source: VectorSource,
    private readonly pause: Pause = async () => {
      // Alone in its realm nothing waits.
    },
  ) {
    this.rows = source.rows;
    this.dimension = source.dimension;
  }

  async search(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    const count = countQueries(queries, this.dimension);
    const kept = clipTopK(topK, this.rows);
    if (kept === this.rows) return rankCompletely(this.source, queries, signal, this.pause);
    const best = Array.from({ length: count }, () => new TopK(kept));
    await visitScores(this.source, queries, (query, row, score) => best[query]!.offer(score, row), {
      signal,
      pause: this.pause,
    });
    return best.map((heap) => heap.takeRanking());
  }

  dispose(): void {
    // The source belongs to whoever made it.
  }
}

/**
 * Ranks every row for every query, by exact scores. What any index does when all rows are asked for: no bound can spare a read.
 *
 * @param queries [Q, D], already checked
 * @returns Q rankings of length N
 */
export async function rankCompletely(
  source: VectorSource,
  queries: Float32Array,
  signal: CancelSignal,
  pause: Pause,
): Promise<Ranking[]> {
  const count = queries.length / source.dimension;
  const scores = Array.from({ length: count }, () => new Float32Array(source.rows));
  await visitScores(source, queries, (query, row, score) => (scores[query]![row] = score), { signal, pause });
  return scores.map(rankScores);
}

async function visitScores(
  source: VectorSource,
  queries: Float32Array,
  visit: (query: number, row: number, score: number) => void,
  { signal, pause }: { readonly signal: CancelSignal; readonly pause: Pause },
): Promise<void> {
  const { rows, dimension } = source;
  const count = queries.length / dimension;
  const vectors = new Float32Array(BLOCK_ROWS * dimension);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    await pause();
    signal.throwIfAborted();
    const block = Uint32Array.from({ length: Math.min(BLOCK_ROWS, rows - start) }, (_, i) => start + i);
    source.read(block, vectors);
    for (let q = 0; q < count; q++) {
      const query = queries.subarray(q * dimension, (q + 1) * dimension);
      for (let i = 0; i < block.length; i++) visit(q, start + i, exactScore(query, vectors, i * dimension));
    }
  }
}
