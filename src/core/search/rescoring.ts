import { TopK } from "../numeric/topK";
import type { Ranking } from "../ranking/ranking";
import { exactScore } from "./exactScore";
import type { VectorSource } from "./searchIndex";

/** Rows that could be in the top K, and for each a number that its exact score cannot exceed. Same length, any order. */
export interface Candidates {
  readonly rows: Uint32Array;
  readonly upperBounds: Float32Array | Float64Array;
}

/** Rows read at once after the first K: few, since most searches need none of them. */
const FURTHER_ROWS = 32;

/**
 * The exact top K out of candidates, reading as few stored vectors as their bounds allow.
 *
 * Candidates are taken by descending upper bound. Once K exact scores are known and the next upper bound lies below the
 * worst of them, no further row can enter: its exact score is at most its bound, hence strictly worse. A bound equal to
 * the worst score is still read, since a tie goes to the lower row.
 *
 * @param source the stored vectors
 * @param query [D]
 * @param candidates must contain every row of the exact top K, each row once; NaN bounds are not allowed
 * @param topK K; the ranking is shorter where there are fewer candidates
 */
export function rescoreCandidates(
  source: VectorSource,
  query: Float32Array,
  candidates: Candidates,
  topK: number,
): Ranking {
  const { rows, upperBounds } = candidates;
  const best = new TopK(topK);
  const order = Uint32Array.from(rows, (_, i) => i).sort((a, b) => upperBounds[b]! - upperBounds[a]! || a - b);
  let next = 0;
  while (next < order.length) {
    const wanted = next === 0 ? topK : FURTHER_ROWS;
    const worst = best.worstScore;
    const start = next;
    while (next < order.length && next - start < wanted && upperBounds[order[next]!]! >= worst) next++;
    if (next === start) break;
    const chosen = order.subarray(start, next).map((i) => rows[i]!);
    offerExactScores(source, query, chosen.sort(), best);
  }
  return best.takeRanking();
}

/** Rows come in ascending order, so that neighbours in a file can be read together. */
function offerExactScores(source: VectorSource, query: Float32Array, rows: Uint32Array, best: TopK): void {
  const { dimension } = source;
  const vectors = new Float32Array(rows.length * dimension);
  source.read(rows, vectors);
  for (let i = 0; i < rows.length; i++) {
    best.offer(exactScore(query, vectors, i * dimension), rows[i]!);
  }
}
