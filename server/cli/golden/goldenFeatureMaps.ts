import type { FeatureMap } from "../../../src/core/aggregation/featureMap";
import { type GoldenArray, parseGoldenArray } from "./goldenFile";

/** The maps [B, C, h, w] of a case, one by one. */
export function goldenFeatureMaps(value: unknown): FeatureMap[] {
  const { shape, data } = parseGoldenArray(value);
  const [batch = 0, channels = 0, height = 0, width = 0] = shape;
  const size = channels * height * width;
  return Array.from({ length: batch }, (_, at) => ({
    channels,
    height,
    width,
    values: Float32Array.from(data.slice(at * size, (at + 1) * size)),
  }));
}

/** Numbers of every map, side by side, in the shape that a case expects of them. */
export function inShapeOf(expected: unknown, perMap: readonly ArrayLike<number>[]): GoldenArray {
  const { shape } = parseGoldenArray(expected);
  return { shape, data: perMap.flatMap((numbers) => Array.from(numbers)) };
}
