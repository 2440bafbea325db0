/** Floats that `encodeRow` writes for each row: scale, residual norm, coded norm, and one that keeps rows on 16 bytes. */
export const rowBoundLength = 4;

const smallestNormal = 2 ** -126;
// Norms are summed in float64 (error far below 2^-30 for any length here), so this factor makes float32 an upper bound.
const upward = 1 + 2 ** -22;

/**
 * Eight-bit codes of a stored vector x, and what must be known to bound a score from them.
 *
 * x is approximated by x̂ = scale · codes, codes in -127..127. Written to `bounds`: scale, ‖x − x̂‖ and ‖x̂‖, the norms
 * rounded up, then 0. A vector too small for a normal float32 scale gets codes 0, so that its residual is all of it.
 *
 * @param vector [D] finite float32
 * @param codes at least D; what lies beyond D stays as it is
 * @param bounds `rowBoundLength` float32
 * @returns ‖x‖ in float64
 */
export function encodeRow(vector: Float32Array, codes: Int8Array, bounds: Float32Array): number {
  let peak = 0;
  let sumOfSquares = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i]!;
    const magnitude = value < 0 ? -value : value;
    if (magnitude > peak) peak = magnitude;
    sumOfSquares += value * value;
  }
  const scale = peak / 127 < smallestNormal ? 0 : Math.fround(peak / 127);
  const inverse = scale === 0 ? 0 : 1 / scale;
  let residual = 0;
  let coded = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i]!;
    // Rounds to nearest, and cannot leave -127..127: |value * inverse| is at most 127 and a hundred thousandth.
    const code = ((value * inverse + 128.5) | 0) - 128;
    codes[i] = code;
    const left = value - scale * code;
    residual += left * left;
    coded += code * code;
  }
  bounds[0] = scale;
  bounds[1] = Math.sqrt(residual) * upward;
  bounds[2] = scale * Math.sqrt(coded) * upward;
  bounds[3] = 0;
  return Math.sqrt(sumOfSquares);
}
