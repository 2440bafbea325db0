import { StudioError } from "../errors";
import { type Matrix, pickRows, rowOf, stackRows, zeroMatrix } from "../numeric/matrix";
import { dot } from "../numeric/vectors";
import { innerProductScorer } from "./innerProductScorer";
import { type KReciprocalOptions, neighborsNeeded, rulesOf } from "./kReciprocalOptions";
import { type ExtremesSearch, type FindExtremes, searchExtremes } from "./extremes";
import type { FindNeighbors } from "./neighbors";
import type { Scorer } from "./scorer";

/**
 * What k-reciprocal re-ranking reads of queries and gallery pooled, gallery last: each row's nearest, and how far its
 * farthest is. Distances are those of the form, at least 0; the N × N matrix of them is never held.
 */
export interface DistancePool {
  /** N */
  readonly size: number;
  /** [Q] the pooled row of each query. */
  readonly queryRows: Uint32Array<ArrayBuffer>;
  /** The pooled row of the first gallery row; the gallery is all from there on. */
  readonly firstGallery: number;
  /** K, at most N. */
  readonly listed: number;
  /** [N, K] nearest first, a row itself included. */
  readonly neighbors: Uint32Array<ArrayBuffer>;
  /** [N, K] */
  readonly distances: Float32Array<ArrayBuffer>;
  /** [N] the largest distance of each row; 1 where the form does not divide by it. */
  readonly farthest: Float32Array<ArrayBuffer>;
  /** The distance of any two rows. */
  between(a: number, b: number): number;
  /** Writes distances of queries `from` to `to - 1` to the gallery, [to - from, G]. */
  writeQueryDistances(from: number, to: number, into: Float32Array): Promise<void>;
}

/** By what a pool of vectors is made. */
export interface PoolTools {
  readonly findNeighbors: FindNeighbors;
  /** Nearest and farthest at once, where that is faster than two searches. */
  readonly findExtremes?: FindExtremes;
  /** Inner products of queries and gallery as they stand; computed one by one if absent. */
  readonly scorer?: Scorer;
  /** [Q] the gallery row that is the query itself, which then stands once in the pool; -1, or absent, where none is. */
  readonly ownRows?: Int32Array | null;
  /** Told after each block of rows that `findNeighbors` searched for; what it throws ends the work. */
  readonly report?: (done: number, total: number) => Promise<void> | void;
}

/** How far a squared norm may be from 1 for distances to be told from inner products alone. */
const UNIT_SLACK = 1e-5;
/** Lists are this much longer than needed: most distances that weights ask for are then at hand. */
const SPARE_NEIGHBORS = 8;

/**
 * Pools vectors. Neighbors and farthest rows are found by two searches for the largest inner product, the second with the
 * pool turned to its negative.
 *
 * @param queries [Q, D]
 * @param gallery [G, D]; unit rows or not
 * @throws StudioError EmbeddingTableFormatError for a vector that is zero or holds NaN
 */
export async function poolVectors(
  queries: Matrix,
  gallery: Matrix,
  options: KReciprocalOptions,
  tools: PoolTools,
): Promise<DistancePool> {
  const pooled = pool(queries, gallery, tools.ownRows ?? null);
  const { queryRows, firstGallery } = pooled;
  const { fromSquared } = rulesOf(options.form);
  const lists = await findLists(pooled, options, tools);
  const distanceOf = (a: number, b: number, product: number): number =>
    fromSquared(Math.max(0, pooled.norms[a]! + pooled.norms[b]! - 2 * product));
  const scorer = tools.scorer ?? innerProductScorer(queries, gallery);
  return {
    ...lists,
    size: pooled.vectors.rows,
    queryRows,
    firstGallery,
    between: (a, b) => distanceOf(a, b, dot(rowOf(pooled.vectors, a), rowOf(pooled.vectors, b))),
    writeQueryDistances: async (from, to, into) => {
      await scorer.score(from, to, into);
      for (let query = from, at = 0; query < to; query++) {
        const own = queryRows[query]!;
        for (let row = 0; row < gallery.rows; row++, at++) into[at] = distanceOf(own, firstGallery + row, into[at]!);
      }
    },
  };
}

interface PooledVectors {
  /** [N, D] */
  readonly vectors: Matrix;
  /** [N] squared lengths; 1 if all are that but for rounding. */
  readonly norms: Float64Array;
  readonly isUnit: boolean;
  readonly queryRows: Uint32Array<ArrayBuffer>;
  readonly firstGallery: number;
}

function pool(queries: Matrix, gallery: Matrix, ownRows: Int32Array | null): PooledVectors {
  const alone = Array.from({ length: queries.rows }, (_, query) => query).filter(
    (query) => (ownRows?.[query] ?? -1) < 0,
  );
  const firstGallery = alone.length;
  const queryRows = Uint32Array.from({ length: queries.rows }, (_, query) => firstGallery + (ownRows?.[query] ?? 0));
  alone.forEach((query, row) => (queryRows[query] = row));
  const vectors = stackRows(alone.length === queries.rows ? queries : pickRows(queries, alone), gallery);
  const norms = new Float64Array(vectors.rows);
  let isUnit = true;
  for (let row = 0; row < vectors.rows; row++) {
    const vector = rowOf(vectors, row);
    const norm = dot(vector, vector);
    if (!(norm > 0 && norm < Infinity)) refuseVector(row, alone, norm);
    norms[row] = norm;
    isUnit &&= Math.abs(norm - 1) < UNIT_SLACK;
  }
  if (isUnit) norms.fill(1);
  return { vectors, norms, isUnit, queryRows, firstGallery };
}

function refuseVector(row: number, alone: readonly number[], norm: number): never {
  const name = row < alone.length ? `query ${alone[row] ?? row}` : `gallery row ${row - alone.length}`;
  throw new StudioError(
    "EmbeddingTableFormatError",
    `expected vectors with a direction for k-reciprocal re-ranking; ${name} ${norm === 0 ? "is zero" : "holds NaN or an infinite number"}`,
    "Leave the item out, or embed it again.",
  );
}

type Lists = Pick<DistancePool, "listed" | "neighbors" | "distances" | "farthest">;

async function findLists(pooled: PooledVectors, options: KReciprocalOptions, tools: PoolTools): Promise<Lists> {
  const { fromSquared, isScaled } = rulesOf(options.form);
  const size = pooled.vectors.rows;
  const listed = Math.min(size, neighborsNeeded(options) + SPARE_NEIGHBORS);
  // Of unit rows the search tells the cosine, of others the product less half the square of the row that is found.
  const toDistance = (row: number, score: number): number =>
    fromSquared(Math.max(0, (pooled.isUnit ? 2 : pooled.norms[row]!) - 2 * score));
  const { neighbors, lowest } =
    pooled.isUnit && tools.findExtremes !== undefined
      ? await tools.findExtremes(pooled.vectors, listed)
      : await searchExtremes(
          { ...searchSpace(pooled), count: listed, wantsLowest: isScaled },
          tools.findNeighbors,
          tools.report,
        );
  const distances = new Float32Array(size * listed);
  const farthest = new Float32Array(size).fill(1);
  for (let row = 0, at = 0; row < size; row++) {
    for (let rank = 0; rank < listed; rank++, at++) distances[at] = toDistance(row, neighbors.scores[at]!);
    if (isScaled) farthest[row] = toDistance(row, lowest[row]!);
  }
  return { listed, neighbors: neighbors.rows, distances, farthest };
}
type SearchSpace = Pick<ExtremesSearch, "questions" | "answers">;

/**
 * Vectors so that the largest inner product is the nearest row. Of any length: |q - x|² is |q|² less twice
 * (q x - |x|² / 2); half the square stands in two float32 columns, what the first rounds off in the second.
 */
function searchSpace({ vectors, norms, isUnit }: PooledVectors): SearchSpace {
  if (isUnit) return { questions: vectors, answers: vectors };
  const questions = zeroMatrix(vectors.rows, vectors.columns + 2);
  const answers = zeroMatrix(vectors.rows, vectors.columns + 2);
  for (let row = 0; row < vectors.rows; row++) {
    const vector = rowOf(vectors, row);
    const half = norms[row]! / 2;
    const high = Math.fround(half);
    rowOf(questions, row).set(vector);
    rowOf(questions, row).fill(1, vectors.columns);
    rowOf(answers, row).set(vector);
    rowOf(answers, row).set([-high, high - half], vectors.columns);
  }
  return { questions, answers };
}
