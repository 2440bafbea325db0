import type { FeatureMap } from "../aggregation/featureMap";
import { storedVector, type Whitening } from "../embedding/whitening";
import { dot, normSlack } from "../numeric/vectors";
import { type AffineHead, embeddingOfPlaces, pooledShares, throughWeight } from "./affineHead";

/** A stored vector as a sum over the places of the feature map that it came from. */
export interface AdditiveVector {
  /** h, w of the map */
  readonly height: number;
  readonly width: number;
  /** [D], unit length: the sum of all places and the rest. */
  readonly vector: Float32Array<ArrayBuffer>;
  /** [h w, D] row-major: what each place gives. */
  readonly places: Float32Array<ArrayBuffer>;
  /** [D]: what comes from no place: the head's bias and the whitening's mean. */
  readonly rest: Float32Array<ArrayBuffer>;
}

/**
 * Takes a stored vector apart into what each place of the feature map gives it.
 *
 * Pooling is taken apart into shares (`pooledShares`); what follows is linear but for the two norms, which are taken as the
 * numbers that they are for this picture. So the parts sum to the vector exactly, and no place is charged for the length
 * that others give.
 *
 * @param whitening of the vectors that come out of the head; null for none
 * @param isPooled [h w], the places that are pooled; null pools all
 * @see Stylianou, Souvenir and Pless, Visualizing Deep Similarity Networks, arXiv:1901.00536, section 3 (average and maximum
 *   pooling); Zhu, Yang and Chen, Visual Explanation for Deep Metric Learning, arXiv:1909.12977, section 3.2 (a linear
 *   layer and its bias behind the pooling)
 */
export function additiveVector(
  map: FeatureMap,
  head: AffineHead,
  whitening: Whitening | null,
  isPooled: readonly boolean[] | null = null,
): AdditiveVector {
  const { channels, height, width } = map;
  const embedding = embeddingOfPlaces(map, head, isPooled);
  const vector = storedVector(embedding, whitening);
  const scale = 1 / (Math.sqrt(dot(embedding, embedding)) + normSlack);
  const whitenedScale = whitening === null ? 1 : scaleOfWhitened(embedding, scale, whitening);
  const shares = pooledShares(map, head.power, isPooled);
  const count = height * width;
  const places = new Float32Array(count * vector.length);
  const rest = Float64Array.from(vector);
  for (let place = 0; place < count; place++) {
    const linear = throughWeight(head, shares.subarray(place * channels, (place + 1) * channels));
    const part = whitening === null ? linear : throughProjection(linear, whitening);
    for (let d = 0; d < vector.length; d++) {
      const value = part[d]! * scale * whitenedScale;
      places[place * vector.length + d] = value;
      rest[d]! -= value;
    }
  }
  return { height, width, vector, places, rest: Float32Array.from(rest) };
}

/** 1 over the length of the whitened vector before it is brought to unit length. */
function scaleOfWhitened(embedding: Float32Array, scale: number, whitening: Whitening): number {
  const centered = Float64Array.from(embedding, (value, i) => value * scale - whitening.mean[i]!);
  const whitened = throughProjection(centered, whitening);
  return 1 / (Math.sqrt(whitened.reduce((sum, value) => sum + value * value, 0)) + normSlack);
}

/** projectionᵀ · vector, [D] to [D']. */
function throughProjection(vector: Float64Array, { projection }: Whitening): Float64Array {
  const dimension = projection.length / vector.length;
  const sums = new Float64Array(dimension);
  for (let i = 0, p = 0; i < vector.length; i++) {
    for (let j = 0; j < dimension; j++) sums[j]! += vector[i]! * projection[p++]!;
  }
  return sums;
}
