import type { PrincipalDirections } from "../embedding/fittedWhitening";
import { type Matrix, zeroMatrix } from "../numeric/matrix";

/** A way of rotating rows, the same as `rotateRows` but for rounding. */
export type RotateRows = (rotation: Float32Array, rows: Matrix) => Matrix;

/**
 * Rotates every row: y = R x, sums in float64.
 *
 * @param rotation [D, D] row-major
 * @param rows [N, D]
 */
export function rotateRows(rotation: Float32Array, rows: Matrix): Matrix {
  const size = rows.columns;
  const rotated = zeroMatrix(rows.rows, size);
  for (let row = 0, into = 0; row < rows.rows; row++) {
    const from = row * size;
    for (let i = 0, at = 0; i < size; i++, into++) {
      let [even, odd] = [0, 0]; // two sums, so that one addition need not wait for the other
      let d = 0;
      for (; d + 1 < size; d += 2, at += 2) {
        even += rotation[at]! * rows.values[from + d]!;
        odd += rotation[at + 1]! * rows.values[from + d + 1]!;
      }
      if (d < size) even += rotation[at++]! * rows.values[from + d]!;
      rotated.values[into] = even + odd;
    }
  }
  return rotated;
}

/** Variances below this share of the largest count as this share: their logarithms would outweigh all others. */
const leastShare = 1e-9;

/**
 * A rotation onto principal directions that are dealt out so that the product of variances is about the same in every
 * sub-space: each then costs its share of error.
 *
 * The directions are dealt by falling variance, each to the sub-space with room whose product is least so far.
 *
 * @param directions of all D dimensions
 * @param starts [M + 1] of the sub-spaces
 * @returns [D, D] row-major
 * @see Ge, He, Ke and Sun, Optimized product quantization, PAMI 2014, section 3.3 (eigenvalue allocation)
 */
export function balancedRotation(
  { components, variances }: PrincipalDirections,
  starts: Uint32Array,
): Float32Array<ArrayBuffer> {
  const size = variances.length;
  const least = Math.max(variances[0]! * leastShare, Number.MIN_VALUE);
  const taken = starts.slice(0, -1);
  const products = new Float64Array(taken.length);
  const rotation = new Float32Array(size * size);
  for (let direction = 0; direction < size; direction++) {
    let chosen = -1;
    for (let m = 0; m < taken.length; m++) {
      if (taken[m]! < starts[m + 1]! && (chosen < 0 || products[m]! < products[chosen]!)) chosen = m;
    }
    // At least 1 each, so that every direction counts.
    products[chosen]! += 1 + Math.log(Math.max(variances[direction]!, least) / least);
    const into = taken[chosen]! * size;
    taken[chosen]!++;
    for (let d = 0; d < size; d++) rotation[into + d] = components[direction * size + d]!;
  }
  return rotation;
}
