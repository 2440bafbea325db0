import { type FeatureMap, perChannel } from "./featureMap";

/**
 * MAC: the maximum of each channel.
 *
 * @returns [C]
 * @see Razavian et al., arXiv:1412.6574; cirtorch, layers/functional.py:mac
 */
export function maximumActivations(map: FeatureMap): Float64Array<ArrayBuffer> {
  return perChannel(map, (channel) => channel.reduce((most, value) => Math.max(most, value), -Infinity));
}
