import { channelOf, type FeatureMap, perChannel, zeroMapLike } from "./featureMap";

/** How a generalized mean is taken. */
export interface GeneralizedMeanOptions {
  /** p: 1 is the average; the higher, the nearer to the maximum. Not 0. */
  readonly p: number;
  /** What smaller values count as, before the power; null leaves values as they are, which must then be 0 or more. */
  readonly floor: number | null;
}

/** What fast-reid and cirtorch raise smaller values to. */
export const standardFloor = 1e-6;

/**
 * GeM: the p-th root of the mean of p-th powers, channel by channel.
 *
 * With a floor, zeros and negatives count as the floor, so that a channel of zeros gives the floor, not 0.
 *
 * @returns [C]
 * @see Radenović et al., arXiv:1711.02512; fast-reid, layers/pooling.py; PyRetri, aggregators_impl/gem.py (without floor)
 */
export function generalizedMean(map: FeatureMap, { p, floor }: GeneralizedMeanOptions): Float64Array<ArrayBuffer> {
  return perChannel(map, (channel) => meanOfPowers(channel, p, floor) ** (1 / p));
}

/** Gradients of a generalized mean. */
export interface GeneralizedMeanGradient {
  readonly map: FeatureMap;
  readonly p: number;
}

/**
 * How the generalized mean changes with its input and with p.
 *
 * @param towards [C] gradient by the result
 * @returns zero where a value is below the floor
 */
export function generalizedMeanGradient(
  map: FeatureMap,
  { p, floor }: GeneralizedMeanOptions,
  towards: ArrayLike<number>,
): GeneralizedMeanGradient {
  const gradient = zeroMapLike(map);
  const places = map.height * map.width;
  let byPower = 0;
  for (let c = 0; c < map.channels; c++) {
    const channel = channelOf(map, c);
    const into = channelOf(gradient, c);
    const mean = meanOfPowers(channel, p, floor);
    // Of a channel of zeros without a floor, the root has no slope; it stays zero.
    if (mean === 0) continue;
    const scale = (towards[c]! * mean ** (1 / p - 1)) / places;
    let logarithms = 0;
    for (let place = 0; place < places; place++) {
      const value = channel[place]!;
      const raised = floored(value, floor);
      if (raised > 0) logarithms += raised ** p * Math.log(raised);
      if (floor === null || value >= floor) into[place] = scale * raised ** (p - 1);
    }
    byPower += towards[c]! * mean ** (1 / p) * (logarithms / (places * p * mean) - Math.log(mean) / (p * p));
  }
  return { map: gradient, p: byPower };
}

function meanOfPowers(channel: Float32Array, p: number, floor: number | null): number {
  let sum = 0;
  for (let place = 0; place < channel.length; place++) sum += floored(channel[place]!, floor) ** p;
  return sum / channel.length;
}

function floored(value: number, floor: number | null): number {
  return floor === null ? value : Math.max(value, floor);
}
