import { TopK } from "../../src/core/numeric/topK";
import type { Ranking } from "../../src/core/ranking/ranking";
import { exactScore } from "../../src/core/search/exactScore";

/** Rows that a search found, with their stored vectors [rows.length, D]. */
export interface Candidates {
  readonly rows: Uint32Array;
  readonly vectors: Float32Array;
}

/** Ranks candidates by their exact scores, ties by lower row. No row may come twice. */
export function rankCandidates(query: Float32Array, { rows, vectors }: Candidates, topK: number): Ranking {
  const best = new TopK(Math.min(topK, rows.length));
  rows.forEach((row, i) => best.offer(exactScore(query, vectors, i * query.length), row));
  return best.takeRanking();
}
