import { dot } from "../numeric/vectors";
import type { AdditiveVector } from "./additiveVector";

/** What each place of a picture gives to a score. */
export interface PlaceScores {
  /** h, w of the feature map */
  readonly height: number;
  readonly width: number;
  /** [h w]; negative where a place speaks against the match. */
  readonly scores: Float32Array<ArrayBuffer>;
  /** What no place gives; with the sum of `scores` it is the score. */
  readonly rest: number;
}

/** A score as a sum over places, seen from the query and from the hit. */
export interface ExplainedScore {
  /** Cosine of the two stored vectors. */
  readonly score: number;
  readonly query: PlaceScores;
  readonly hit: PlaceScores;
  /** [places of the query, places of the hit] row-major: what each place of one gives with each of the other. */
  readonly pairs: Float32Array<ArrayBuffer>;
}

/**
 * Takes the score of two pictures apart, over the places of each and over pairs of places.
 *
 * All three are exact: `query.scores` with its rest, and `hit.scores` with its own, sum to the score; a row of `pairs` sums
 * to the query place's score less what that place has in common with the hit's rest.
 *
 * @see Stylianou, Souvenir and Pless, arXiv:1901.00536 (both maps); Zhu, Yang and Chen, arXiv:1909.12977 (from one point)
 */
export function explainMatch(query: AdditiveVector, hit: AdditiveVector): ExplainedScore {
  const [queryPlaces, hitPlaces] = [placesOf(query), placesOf(hit)];
  const pairs = new Float32Array(queryPlaces.length * hitPlaces.length);
  queryPlaces.forEach((one, q) => {
    hitPlaces.forEach((other, h) => (pairs[q * hitPlaces.length + h] = dot(one, other)));
  });
  return {
    score: dot(query.vector, hit.vector),
    query: placeScores(query, queryPlaces, hit.vector),
    hit: placeScores(hit, hitPlaces, query.vector),
    pairs,
  };
}

function placeScores(
  { height, width, rest }: AdditiveVector,
  places: readonly Float32Array[],
  other: Float32Array,
): PlaceScores {
  const scores = Float32Array.from(places, (place) => dot(place, other));
  return { height, width, scores, rest: dot(rest, other) };
}

function placesOf({ places, vector }: AdditiveVector): Float32Array[] {
  const dimension = vector.length;
  return Array.from({ length: places.length / dimension }, (_, i) =>
    places.subarray(i * dimension, (i + 1) * dimension),
  );
}
