import { type Matrix, rowOf, rowsBetween } from "../numeric/matrix";
import { exactScore } from "../search/exactScore";
import type { FindNeighbors, Neighbors } from "./neighbors";

/** Of each row of a set its best rows in the set, itself included, and its smallest score. */
export interface Extremes {
  readonly neighbors: Neighbors;
  /** [N] */
  readonly lowest: Float32Array<ArrayBuffer>;
}

/**
 * Finds the extremes of a set. Scores may be float32 sums, some D * 2^-25 off for unit rows; the order of neighbors is that
 * of exact ones but for rows that tie beyond the end of a list.
 *
 * @param vectors [N, D]
 * @param count K, clipped to N
 */
export type FindExtremes = (vectors: Matrix, count: number) => Promise<Extremes>;

/** What two searches stand for. */
export interface ExtremesSearch {
  /** [N, D] */
  readonly questions: Matrix;
  /** [N, D] the same rows, should they be asked otherwise than they are found */
  readonly answers: Matrix;
  /** K, at most N */
  readonly count: number;
  /** Without it lowest scores are 0. */
  readonly wantsLowest: boolean;
}

/** Rows that are searched for between two reports. */
const BLOCK_ROWS = 2048;

/**
 * Two searches for the largest inner product, the second for the negative of every row.
 *
 * @param report told after each block of rows; what it throws ends the work
 */
export async function searchExtremes(
  { questions, answers, count, wantsLowest }: ExtremesSearch,
  find: FindNeighbors,
  report?: (done: number, total: number) => Promise<void> | void,
): Promise<Extremes> {
  const neighbors = emptyNeighbors(questions.rows, count);
  const lowest = new Float32Array(questions.rows);
  for (let from = 0; from < questions.rows; from += BLOCK_ROWS) {
    const to = Math.min(questions.rows, from + BLOCK_ROWS);
    const block = rowsBetween(questions, from, to);
    const near = await find(block, answers, count);
    neighbors.rows.set(near.rows, from * count);
    neighbors.scores.set(near.scores, from * count);
    if (wantsLowest) {
      const far = await find({ ...block, values: block.values.map((value) => -value) }, answers, 1);
      for (let row = from; row < to; row++) lowest[row] = -far.scores[row - from]!;
    }
    await report?.(to, questions.rows);
  }
  return { neighbors, lowest };
}

/** Lists of products as they were gathered: unsorted, each row's own. */
export interface GatheredProducts {
  /** C */
  readonly capacity: number;
  /** [N] how many entries of each list there are. */
  readonly counts: Uint32Array;
  /** [N, C] */
  readonly rows: Uint32Array;
  /** [N, C] */
  readonly scores: Float32Array;
  /** [N] */
  readonly lowest: Float32Array;
}

/** Float32 sums of products of unit rows that are this far apart are in the order of their exact scores. */
const TIE = 2 ** -18;

/**
 * Merges what was gathered over parts of all pairs. Products too close to be told apart in float32 are put in order by their
 * exact scores, ties by lower row.
 *
 * @param vectors [N, D]
 * @param count K, at most the number of entries of every row's lists together
 */
export function mergeGathered(parts: readonly GatheredProducts[], vectors: Matrix, count: number): Extremes {
  const neighbors = emptyNeighbors(vectors.rows, count);
  const lowest = new Float32Array(vectors.rows).fill(Infinity);
  const most = parts.reduce((sum, { capacity }) => sum + capacity, 0);
  const entries = new Uint32Array(most);
  const rows = new Uint32Array(most);
  const scores = new Float32Array(most);
  for (let row = 0; row < vectors.rows; row++) {
    let total = 0;
    for (const part of parts) {
      const first = row * part.capacity;
      for (let at = first; at < first + part.counts[row]!; at++, total++) {
        rows[total] = part.rows[at]!;
        scores[total] = part.scores[at]!;
        entries[total] = total;
      }
      lowest[row] = Math.min(lowest[row]!, part.lowest[row]!);
    }
    const order = entries.subarray(0, total).sort((a, b) => scores[b]! - scores[a]! || rows[a]! - rows[b]!);
    settleTies(order, { rows, scores }, vectors, row);
    for (let rank = 0; rank < count; rank++) {
      neighbors.rows[row * count + rank] = rows[order[rank]!]!;
      neighbors.scores[row * count + rank] = scores[order[rank]!]!;
    }
  }
  return { neighbors, lowest };
}

/** Puts runs of entries that float32 does not tell apart in exact order. */
function settleTies(
  order: Uint32Array,
  { rows, scores }: { readonly rows: Uint32Array; readonly scores: Float32Array },
  vectors: Matrix,
  row: number,
): void {
  const query = rowOf(vectors, row);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && scores[order[end - 1]!]! - scores[order[end]!]! < TIE) end++;
    if (end - start > 1) {
      const run = order.subarray(start, end);
      for (const entry of run) scores[entry] = exactScore(query, vectors.values, rows[entry]! * vectors.columns);
      run.sort((a, b) => scores[b]! - scores[a]! || rows[a]! - rows[b]!);
    }
    start = end;
  }
}

function emptyNeighbors(queries: number, count: number): Neighbors {
  return {
    queries,
    count,
    rows: new Uint32Array(queries * count),
    scores: new Float32Array(queries * count),
  };
}
