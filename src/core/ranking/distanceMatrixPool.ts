import { StudioError } from "../errors";
import type { Matrix } from "../numeric/matrix";
import { TopK } from "../numeric/topK";
import type { DistancePool } from "./kReciprocalPool";
import { type KReciprocalOptions, neighborsNeeded } from "./kReciprocalOptions";

/** Distances where there are no vectors to tell them from: given ones, or the weighted mean of several checkpoints'. */
export interface DistanceMatrices {
  /** [Q, G] */
  readonly queryGallery: Matrix;
  /** [Q, Q] */
  readonly queryQuery: Matrix;
  /** [G, G] */
  readonly galleryGallery: Matrix;
}

/**
 * Pools given distances, for form `distance`, which squares them. For sets that fit, such as the first hits of one query.
 *
 * Row i reads column i of the pooled matrix, as the original does, should it not be symmetric.
 *
 * @throws StudioError DimensionMismatchError if the three do not fit together or hold NaN
 */
export function poolDistances(matrices: DistanceMatrices, options: KReciprocalOptions): DistancePool {
  checkMatrices(matrices);
  const { queryGallery, queryQuery, galleryGallery } = matrices;
  const queries = queryGallery.rows;
  const size = queries + queryGallery.columns;
  const listed = Math.min(size, neighborsNeeded(options));
  const between = (a: number, b: number): number => {
    if (a < queries && b < queries) return queryQuery.values[b * queries + a]! ** 2;
    if (a < queries) return queryGallery.values[a * queryGallery.columns + b - queries]! ** 2;
    if (b < queries) return queryGallery.values[b * queryGallery.columns + a - queries]! ** 2;
    return galleryGallery.values[(b - queries) * galleryGallery.columns + a - queries]! ** 2;
  };
  const neighbors = new Uint32Array(size * listed);
  const distances = new Float32Array(size * listed);
  const farthest = new Float32Array(size);
  for (let row = 0; row < size; row++) {
    const nearest = new TopK(listed);
    for (let other = 0; other < size; other++) {
      const distance = Math.fround(between(row, other));
      nearest.offer(-distance, other);
      farthest[row] = Math.max(farthest[row]!, distance);
    }
    const ranking = nearest.takeRanking();
    neighbors.set(ranking.rows, row * listed);
    distances.set(
      ranking.scores.map((score) => -score),
      row * listed,
    );
  }
  const writeQueryDistances = (from: number, to: number, into: Float32Array): Promise<void> => {
    into.set(queryGallery.values.subarray(from * queryGallery.columns, to * queryGallery.columns).map((d) => d * d));
    return Promise.resolve();
  };
  const queryRows = Uint32Array.from({ length: queries }, (_, query) => query);
  return {
    size,
    queryRows,
    firstGallery: queries,
    listed,
    neighbors,
    distances,
    farthest,
    between,
    writeQueryDistances,
  };
}

function checkMatrices({ queryGallery, queryQuery, galleryGallery }: DistanceMatrices): void {
  const shape = ({ rows, columns }: Matrix): string => `${rows} × ${columns}`;
  const { rows: queries, columns: items } = queryGallery;
  const isFitting = shape(queryQuery) === `${queries} × ${queries}` && shape(galleryGallery) === `${items} × ${items}`;
  const hasNaN = [queryGallery, queryQuery, galleryGallery].some(({ values }) => values.some(Number.isNaN));
  if (isFitting && !hasNaN) return;
  throw new StudioError(
    "DimensionMismatchError",
    hasNaN
      ? "expected distances; found NaN among them"
      : `expected distances of ${queries} × ${queries} and ${items} × ${items} beside ${shape(queryGallery)}; found ` +
          `${shape(queryQuery)} and ${shape(galleryGallery)}`,
    "Take all distances from the same queries and the same gallery.",
  );
}
