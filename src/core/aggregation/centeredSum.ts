import { type FeatureMap, perChannel } from "./featureMap";

/**
 * SPoC: the sum over places, weighted by how near they lie to the middle.
 *
 * @returns [C]
 * @see Babenko and Lempitsky, arXiv:1510.07493, section 3.3; PyRetri, aggregators_impl/spoc.py
 */
export function centeredSum(map: FeatureMap): Float64Array<ArrayBuffer> {
  const weights = centerWeights(map);
  return perChannel(map, (channel) => channel.reduce((sum, value, place) => sum + value * weights[place]!, 0));
}

/** A Gaussian around the middle of a map, whose deviation is a third of half the shorter side: [h, w]. */
export function centerWeights({ height, width }: Pick<FeatureMap, "height" | "width">): Float64Array<ArrayBuffer> {
  const deviation = Math.min(height, width) / 2 / 3;
  return Float64Array.from({ length: height * width }, (_, place) => {
    const down = Math.floor(place / width) - (height - 1) / 2;
    const across = (place % width) - (width - 1) / 2;
    return Math.exp(-(down * down + across * across) / (2 * deviation * deviation));
  });
}
