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

/** What steps that mix vectors are run with. */
export interface MixTools {
  readonly findNeighbors: FindNeighbors;
  /** Told every tenths of a second while vectors are mixed; throws to end the step. */
  readonly report?: (done: number, total: number) => Promise<void> | void;
}

/** Products between two reports. */
const productsAtOnce = 2 ** 27;

/**
 * Replaces each vector by a weighted sum of itself and its neighbors, summed in float64.
 *
 * @param vectors [Q, D]
 * @param list of the Q vectors; `source` [N, D] is what neighbors are rows of
 * @returns [Q, D]
 */
export async function mixNeighbors(
  vectors: Matrix,
  { source, neighbors }: { readonly source: Matrix; readonly neighbors: Neighbors },
  rule: MixRule,
  report?: MixTools["report"],
): Promise<Matrix> {
  const mixed = zeroMatrix(vectors.rows, vectors.columns);
  const block = Math.ceil(productsAtOnce / Math.max(1, (neighbors.count + 1) * vectors.columns));
  const sums = new Float64Array(vectors.columns);
  for (let from = 0; from < vectors.rows; from += block) {
    const to = Math.min(vectors.rows, from + block);
    for (let row = from; row < to; row++) {
      const divisor = sumUp(sums, rowOf(vectors, row), { source, neighbors, row }, rule);
      const own = rowOf(mixed, row);
      for (let i = 0; i < own.length; i++) own[i] = divisor === 0 ? 0 : sums[i]! / divisor;
      if (rule.isNormalized) normalizeInPlace(own);
    }
    await report?.(to, vectors.rows);
  }
  return mixed;
}

/** Sums one vector and its neighbors up, and tells what the sum must be divided by. */
function sumUp(
  sums: Float64Array,
  vector: Float32Array,
  { source, neighbors, row }: { readonly source: Matrix; readonly neighbors: Neighbors; readonly row: number },
  { ownWeight, weightOf, divisor }: MixRule,
): number {
  sums.fill(0);
  if (ownWeight !== 0) addScaled(sums, vector, ownWeight);
  let weights = ownWeight;
  for (let place = 0; place < neighbors.count; place++) {
    const at = row * neighbors.count + place;
    const weight = weightOf(place, neighbors.scores[at]!);
    weights += weight;
    if (weight !== 0) addScaled(sums, rowOf(source, neighbors.rows[at]!), weight);
  }
  const count = neighbors.count + (ownWeight === 0 ? 0 : 1);
  return { nothing: 1, count, weights }[divisor];
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
 * @returns lists of `count`, or of all rows; one row fewer than all if any query has its own
 * @throws Error if there is not one own row for each query, a bug of the caller
 */
export async function othersNearby(
  find: FindNeighbors,
  queries: Matrix,
  rows: Matrix,
  { count, ownRows }: { readonly count: number; readonly ownRows: Int32Array | null },
): Promise<Neighbors> {
  if (ownRows === null) return find(queries, rows, count);
  if (ownRows.length !== queries.rows) throw new Error(`${queries.rows} queries have ${ownRows.length} own rows`);
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
