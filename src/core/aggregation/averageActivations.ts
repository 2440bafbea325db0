import { type FeatureMap, perChannel } from "./featureMap";

/**
 * The mean of each channel, which cirtorch calls SPoC.
 *
 * @returns [C]
 * @see cirtorch, layers/functional.py:spoc
 */
export function averageActivations(map: FeatureMap): Float64Array<ArrayBuffer> {
  return perChannel(map, (channel) => channel.reduce((sum, value) => sum + value, 0) / channel.length);
}
