import { normalizeInPlace } from "../numeric/vectors";
import { inkSquare } from "./inkSquare";
import type { Pixels } from "./pixels";

const side = 64;

/**
 * A picture's own gray levels as a vector, the plainest baseline: the inner product of two is their correlation.
 *
 * @returns [4096] mean 0, unit length; zero where the picture has one color
 */
export function pixelDescriptor(pixels: Pixels): Float32Array<ArrayBuffer> {
  const { data } = inkSquare(pixels, side);
  const mean = data.reduce((sum, level) => sum + level, 0) / data.length;
  return normalizeInPlace(Float32Array.from(data, (level) => level - mean));
}
