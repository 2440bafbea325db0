import { lengthOf } from "../numeric/doubleMatrix";
import { channelOf, type FeatureMap } from "./featureMap";
import { poolFeatureMap, poolRegions } from "./poolFeatureMap";
import type { Pooling } from "./pooling";
import { poolingGradient } from "./poolingGradient";

/**
 * Which places of a picture its similarity to a query comes from: at each place, activations times how the cosine changes
 * with them, summed over channels.
 *
 * Negative places speak against the match. A map of zeros, or a query of zeros, gives zeros.
 *
 * @param query [D] as `poolFeatureMap` gives it of the query's map, of any length
 * @returns [h, w]
 * @see Selvaraju et al., Grad-CAM, arXiv:1610.02391, here at every place with the place's own gradient
 */
export function similarityHeat(map: FeatureMap, pooling: Pooling, query: Float32Array): Float32Array<ArrayBuffer> {
  const heat = new Float32Array(map.height * map.width);
  const pooled = pooling.kind === "rmac" ? poolRegions(map, pooling).sum : poolFeatureMap(map, pooling);
  const [length, queryLength] = [lengthOf(pooled), lengthOf(query)];
  if (length === 0 || queryLength === 0) return heat;
  let cosine = 0;
  for (let d = 0; d < query.length; d++) cosine += (pooled[d]! / length) * (query[d]! / queryLength);
  const towards = Float64Array.from(
    query,
    (value, d) => (value / queryLength - (cosine * pooled[d]!) / length) / length,
  );
  const gradient = poolingGradient(map, pooling, towards);
  for (let c = 0; c < map.channels; c++) {
    const [values, slopes] = [channelOf(map, c), channelOf(gradient, c)];
    for (let place = 0; place < heat.length; place++) heat[place]! += values[place]! * slopes[place]!;
  }
  return heat;
}
