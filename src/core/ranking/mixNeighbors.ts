import { type Matrix, rowOf, zeroMatrix } from "../numeric/matrix";
import { addScaled, normalizeInPlace } from "../numeric/vectors";
import type { FindNeighbors, Neighbors } from "./neighbors";

/** How a vector and its neighbors become one. */
export interface MixRule {
  /** What the vector itself counts with; 0 where it is among its neighbors. */
  readonly ownWeight: number;
  /** What a neighbor counts with: by its place in the list, from 0 on, and its score. */
  readonly weightOf: (place: number, score: number) => number;
  /** What the sum is divided by. */
  readonly divisor: "nothing" | "count" | "weights";
  readonly isNormalized: boolean;
}

/**
 * Replaces each vector by a weighted sum of itself and its neighbors.
 *
 * @param vectors [Q, D]
 * @param source [N, D], what the neighbors are rows of
 * @param neighbors of the Q vectors
 * @returns [Q, D]
 */
export function mixNeighbors(vectors: Matrix, source: Matrix, neighbors: Neighbors, rule: MixRule): Matrix {
  const mixed = zeroMatrix(vectors.rows, vectors.columns);
  const sums = new Float64Array(vectors.columns);
  for (let query = 0; query < vectors.rows; query++) {
    sums.fill(0);
    let weights = rule.ownWeight;
    let count = rule.ownWeight === 0 ? 0 : 1;
    if (rule.ownWeight !== 0) addScaled(sums, rowOf(vectors, query), rule.ownWeight);
    for (let place = 0; place < neighbors.count; place++) {
      const at = query * neighbors.count + place;
      const weight = rule.weightOf(place, neighbors.scores[at]!);
      weights += weight;
      count++;
      if (weight !== 0) addScaled(sums, rowOf(source, neighbors.rows[at]!), weight);
    }
    const divisor = { nothing: 1, count, weights }[rule.divisor];
    const row = rowOf(mixed, query);
    for (let i = 0; i < row.length; i++) row[i] = divisor === 0 ? 0 : sums[i]! / divisor;
    if (rule.isNormalized) normalizeInPlace(row);
  }
  return mixed;
}

/**
 * A power of a similarity as a weight. Where it is not a number, as for a negative similarity and a power that is no
 * integer, a neighbor counts nothing; the published code lets NaN through there.
 */
export function similarityWeight(alpha: number): (place: number, score: number) => number {
  return (_place, score) => {
    const weight = score ** alpha;
    return Number.isFinite(weight) ? weight : 0;
  };
}

/**
 * The nearest rows of each query without its own row, where it has one.
 *
 * @param ownRows [Q] the row that is the query itself, -1 where none is; null where none has one
 */
export async function othersNearby(
  find: FindNeighbors,
  queries: Matrix,
  rows: Matrix,
  { count, ownRows }: { readonly count: number; readonly ownRows: Int32Array | null },
): Promise<Neighbors> {
  if (ownRows === null) return find(queries, rows, count);
  const found = await find(queries, rows, count + 1);
  const hasOwn = ownRows.some((row) => row >= 0);
  const kept = Math.min(count, hasOwn ? found.count - 1 : found.count);
  const others: Neighbors = {
    queries: found.queries,
    count: kept,
    rows: new Uint32Array(found.queries * kept),
    scores: new Float32Array(found.queries * kept),
  };
  for (let query = 0; query < found.queries; query++) {
    let place = 0;
    for (let i = 0; i < found.count && place < kept; i++) {
      const at = query * found.count + i;
      if (found.rows[at] === ownRows[query]) continue;
      others.rows[query * kept + place] = found.rows[at]!;
      others.scores[query * kept + place] = found.scores[at]!;
      place++;
    }
  }
  return others;
}
