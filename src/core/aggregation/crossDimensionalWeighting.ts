import { channelOf, type FeatureMap, perChannel } from "./featureMap";

/** What CroW weighs by. */
export interface CrossDimensionalOptions {
  /** a: the norm that the map of strengths is divided by. */
  readonly spatialA: number;
  /** b: places are weighted by the b-th root of their share. */
  readonly spatialB: number;
}

export const standardCrossDimensional: CrossDimensionalOptions = { spatialA: 2, spatialB: 2 };

/** Keeps a channel that never responds from weighing infinitely much. */
const leastShare = 1e-6;

/**
 * CroW: a sum over places weighted by their strength over all channels, and channels weighted by how rarely they respond.
 *
 * @param map values of 0 or more, as after a ReLU; a map of zeros gives zeros
 * @returns [C]
 * @see Kalantidis et al., arXiv:1512.04065; PyRetri, aggregators_impl/crow.py
 */
export function crossDimensionalWeighting(
  map: FeatureMap,
  options: CrossDimensionalOptions = standardCrossDimensional,
): Float64Array<ArrayBuffer> {
  const { spatial, channels } = crossDimensionalWeights(map, options);
  return perChannel(map, (channel) => channel.reduce((sum, value, place) => sum + value * spatial[place]!, 0)).map(
    (sum, channel) => sum * channels[channel]!,
  );
}

/** The weights of places, [h, w], and of channels, [C]. */
export function crossDimensionalWeights(
  map: FeatureMap,
  { spatialA, spatialB }: CrossDimensionalOptions,
): { readonly spatial: Float64Array<ArrayBuffer>; readonly channels: Float64Array<ArrayBuffer> } {
  const strengths = new Float64Array(map.height * map.width);
  for (let c = 0; c < map.channels; c++) {
    const channel = channelOf(map, c);
    for (let place = 0; place < channel.length; place++) strengths[place]! += channel[place]!;
  }
  const norm = strengths.reduce((sum, strength) => sum + strength ** spatialA, 0) ** (1 / spatialA);
  const spatial = norm === 0 ? strengths : strengths.map((strength) => (strength / norm) ** (1 / spatialB));
  const shares = perChannel(
    map,
    (channel) => channel.reduce((count, value) => count + (value === 0 ? 0 : 1), 0) / channel.length + leastShare,
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return { spatial, channels: shares.map((share) => Math.log(total / share)) };
}
