import { type DoubleMatrix, zeroDoubles } from "../numeric/doubleMatrix";
import { channelOf, type FeatureMap } from "./featureMap";
import type { Region } from "./region";

/** Maxima of regions, and where they lie. */
export interface RegionMaxima {
  /** [R, C] */
  readonly maxima: DoubleMatrix;
  /** [R, C] the first place of each maximum, row by row: y w + x */
  readonly places: Int32Array<ArrayBuffer>;
}

/**
 * The maximum of each channel in each region.
 *
 * @param regions of one place at least each, within the map
 */
export function regionMaxima(map: FeatureMap, regions: readonly Region[]): RegionMaxima {
  const maxima = zeroDoubles(regions.length, map.channels);
  const places = new Int32Array(maxima.values.length);
  for (let c = 0; c < map.channels; c++) {
    const channel = channelOf(map, c);
    regions.forEach((region, row) => {
      const place = placeOfMaximum(channel, map.width, region);
      places[row * map.channels + c] = place;
      maxima.values[row * map.channels + c] = channel[place]!;
    });
  }
  return { maxima, places };
}

function placeOfMaximum(channel: Float32Array, stride: number, { left, top, width, height }: Region): number {
  let best = top * stride + left;
  for (let row = top; row < top + height; row++) {
    for (let place = row * stride + left, end = place + width; place < end; place++) {
      if (channel[place]! > channel[best]!) best = place;
    }
  }
  return best;
}
