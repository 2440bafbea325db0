import { addScaled, normalizeInPlace } from "../numeric/vectors";

/** How far marked hits move a query; the query itself has weight 1. */
export interface FeedbackWeights {
  readonly liked: number;
  readonly disliked: number;
}

/** The textbook's: what is liked says more than what is not. */
export const standardFeedback: FeedbackWeights = { liked: 0.75, disliked: 0.15 };

/** Stored vectors of marked hits, one after another; empty where nothing is marked. */
export interface MarkedVectors {
  /** [n, D] */
  readonly liked: Float32Array;
  /** [m, D] */
  readonly disliked: Float32Array;
}

/**
 * Moves a query toward the mean of the hits that a user likes and away from the mean of those disliked.
 *
 * @param query [D], unit length
 * @returns [D], unit length
 * @see Rocchio, Relevance feedback in information retrieval, 1971; weights: Manning et al., chapter 9
 */
export function moveQuery(
  query: Float32Array,
  marked: MarkedVectors,
  weights: FeedbackWeights = standardFeedback,
): Float32Array<ArrayBuffer> {
  const sums = Float64Array.from(query);
  addMean(sums, marked.liked, weights.liked);
  addMean(sums, marked.disliked, -weights.disliked);
  return normalizeInPlace(Float32Array.from(sums));
}

function addMean(sums: Float64Array, vectors: Float32Array, weight: number): void {
  const dimension = sums.length;
  const count = vectors.length / dimension;
  for (let i = 0; i < count; i++) addScaled(sums, vectors.subarray(i * dimension, (i + 1) * dimension), weight / count);
}
