import { exactScore } from "../search/exactScore";
import type { Matrix } from "../numeric/matrix";
import { rowOf } from "../numeric/matrix";
import { TopK } from "../numeric/topK";

/** The K best rows of each of Q queries, best first, ties by lower row. */
export interface Neighbors {
  readonly queries: number;
  /** K: the same for all queries, never more than there are rows. */
  readonly count: number;
  /** [Q, K] */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** [Q, K] inner products, as `exactScore` gives them. */
  readonly scores: Float32Array<ArrayBuffer>;
}

/**
 * Finds the rows of the largest inner product, exactly. Steps of a ranking take it as an argument, so that a machine's
 * fastest way can stand in for the readable one.
 *
 * @param count K, clipped to the number of rows
 */
export type FindNeighbors = (queries: Matrix, rows: Matrix, count: number) => Promise<Neighbors>;

/** Brute force in plain JavaScript: the definition that every faster way must equal. */
export const findNeighborsPlainly: FindNeighbors = (queries, rows, count) => {
  const kept = Math.min(count, rows.rows);
  const found: Neighbors = {
    queries: queries.rows,
    count: kept,
    rows: new Uint32Array(queries.rows * kept),
    scores: new Float32Array(queries.rows * kept),
  };
  for (let query = 0; query < queries.rows; query++) {
    const best = new TopK(kept);
    const vector = rowOf(queries, query);
    for (let row = 0; row < rows.rows; row++) best.offer(exactScore(vector, rows.values, row * rows.columns), row);
    const ranking = best.takeRanking();
    found.rows.set(ranking.rows, query * kept);
    found.scores.set(ranking.scores, query * kept);
  }
  return Promise.resolve(found);
};
