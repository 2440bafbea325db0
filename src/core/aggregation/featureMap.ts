/** What a network's last convolution gives of one picture, before pooling. */
export interface FeatureMap {
  /** C */
  readonly channels: number;
  /** h, in places of the map */
  readonly height: number;
  /** w */
  readonly width: number;
  /** [C, h, w] row-major */
  readonly values: Float32Array<ArrayBuffer>;
}

/** One channel, [h, w], as a view: what is written to it is written to the map. */
export function channelOf({ height, width, values }: FeatureMap, channel: number): Float32Array<ArrayBuffer> {
  const places = height * width;
  return values.subarray(channel * places, (channel + 1) * places);
}

/** A map of zeros of the same shape. */
export function zeroMapLike(map: FeatureMap): FeatureMap {
  return { ...map, values: new Float32Array(map.values.length) };
}

/** A number of each channel, [C]. */
export function perChannel(
  map: FeatureMap,
  numberOf: (channel: Float32Array<ArrayBuffer>) => number,
): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: map.channels }, (_, channel) => numberOf(channelOf(map, channel)));
}
