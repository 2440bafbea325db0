import type { FeatureMap } from "../aggregation/featureMap";

/** Everything that comes behind a feature map: a generalized mean over its places, then an affine map. */
export interface AffineHead {
  /** C */
  readonly channels: number;
  /** D */
  readonly dimension: number;
  /** p of the generalized mean: 1 is the average, Infinity the maximum. */
  readonly power: number;
  /** [D, C] row-major; null is the identity, and then D is C. */
  readonly weight: Float32Array | null;
  /** [D] */
  readonly bias: Float32Array;
}

/** The head that pools and does nothing more. */
export function poolingHead(channels: number, power: number): AffineHead {
  return { channels, dimension: channels, power, weight: null, bias: new Float32Array(channels) };
}

/**
 * How much of its channel's generalized mean each place gives: the mean times the place's share of the sum of p-th powers.
 *
 * A generalized mean is homogeneous of degree 1, so by Euler's theorem it is the sum of its inputs times its slopes by
 * them, which is this. Of a maximum, the places that reach it share it evenly. Values of 0 or less give nothing: the
 * floor that networks raise them to (1e-6) is left out.
 *
 * @param isPooled [h w], the places that are pooled; null pools all
 * @returns [h w, C] row-major; over the places it sums to the pooled vector
 */
export function pooledShares(map: FeatureMap, power: number, isPooled: readonly boolean[] | null): Float64Array {
  const { channels, height, width, values } = map;
  const places = height * width;
  const count = isPooled === null ? places : isPooled.filter(Boolean).length;
  const shares = new Float64Array(places * channels);
  const powers = new Float64Array(places);
  for (let channel = 0; channel < channels; channel++) {
    const most = mostOf(values, channel * places, places, isPooled);
    if (most <= 0) continue;
    let sum = 0;
    for (let place = 0; place < places; place++) {
      const value = isPooled?.[place] === false ? 0 : Math.max(0, values[channel * places + place]!);
      // Divided by the greatest, so that no power overflows. In JavaScript 1 to the power of Infinity is NaN.
      powers[place] = value === most ? 1 : (value / most) ** power;
      sum += powers[place]!;
    }
    const mean = power === Infinity ? most : most * (sum / count) ** (1 / power);
    for (let place = 0; place < places; place++) shares[place * channels + channel] = (mean * powers[place]!) / sum;
  }
  return shares;
}

function mostOf(values: Float32Array, from: number, places: number, isPooled: readonly boolean[] | null): number {
  let most = 0;
  for (let place = 0; place < places; place++) {
    if (isPooled?.[place] !== false) most = Math.max(most, values[from + place]!);
  }
  return most;
}

/** weight · pooled, without the bias. [C] to [D]. */
export function throughWeight(head: AffineHead, pooled: Float64Array): Float64Array {
  const { channels, dimension, weight } = head;
  if (weight === null) return pooled;
  const result = new Float64Array(dimension);
  for (let d = 0, w = 0; d < dimension; d++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += weight[w++]! * pooled[channel]!;
    result[d] = sum;
  }
  return result;
}

/**
 * What the head makes of a map, or of some of its places.
 *
 * @param isPooled [h w], the places that are pooled; null pools all
 * @returns [D], the embedding before it is brought to unit length
 */
export function embeddingOfPlaces(
  map: FeatureMap,
  head: AffineHead,
  isPooled: readonly boolean[] | null,
): Float32Array<ArrayBuffer> {
  const pooled = new Float64Array(map.channels);
  const shares = pooledShares(map, head.power, isPooled);
  for (let i = 0; i < shares.length; i++) pooled[i % map.channels]! += shares[i]!;
  return Float32Array.from(throughWeight(head, pooled), (value, d) => value + head.bias[d]!);
}
