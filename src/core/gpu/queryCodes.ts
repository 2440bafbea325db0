/** A query as two planes of eight-bit codes, and the four numbers that turn row bounds into bounds of a score. */
export interface QueryCodes {
  /** q / 2^exponent ≈ highScale · high + lowScale · low. */
  readonly highScale: number;
  readonly lowScale: number;
  /** Multiplies a row's residual norm. */
  readonly residualFactor: number;
  /** Multiplies a row's coded norm. */
  readonly codedFactor: number;
  /** Added for what float32 flushes to zero and for scores too small for it. */
  readonly slack: number;
  /** Scores of the codes times 2^exponent are scores of the query. */
  readonly exponent: number;
}

// WGSL allows either neighbor as the result of +, − and ×, hence one whole unit in the last place for each operation.
const unit = 2 ** -23;

/**
 * Codes of a query, for scores bounded on a GPU.
 *
 * With q' = q / 2^exponent (largest entry in [1, 2)), q̂ = highScale · high + lowScale · low, and a row's x̂, r ≥ ‖x − x̂‖,
 * n ≥ ‖x̂‖ from `encodeRow`, the GPU computes in float32
 *
 *     estimate = (f32(high·codes) · highScale + f32(low·codes) · lowScale) · scale
 *     error    = residualFactor · r + codedFactor · n + slack
 *
 * and estimate − error < exactScore(q, x) / 2^exponent < estimate + error holds for every row, for D ≤ 131,072, row
 * norms ≤ 2^60, and ‖q‖‖x‖ < 2^126. Proof. Integer sums are exact, since 127² · D < 2^31.
 * 1. q'·x − q̂·x̂ = q'·(x − x̂) + (q' − q̂)·x̂, so it is at most ‖q'‖ r + ‖q' − q̂‖ n (Cauchy and Schwarz).
 * 2. With G = ‖highScale · high‖ + ‖lowScale · low‖ the two terms of the estimate are at most G n together. Two
 *    conversions, three multiplications and one addition cost at most 4.1 units of it.
 * 3. exactScore sums in float64 and rounds once: at most one unit of ‖q'‖ ‖x‖ ≤ ‖q'‖ r + (G + ‖q' − q̂‖) n.
 * 4. Computing the error costs at most 3 units of it, adding it to the estimate one unit of |estimate| + error.
 * In all, at most 7 units of ‖q'‖ r + (G + ‖q' − q̂‖) n beside (1); the factors below add 16.
 * 5. A float32 below 2^-126 may become 0 at each step, and exactScore's own rounding is absolute, 2^-150, near 0. The
 *    first changes a result by less than 127 · D · 2 · 2^-126 < 2^-100, the second by 2^-150 / 2^exponent: the slack is
 *    more than both, which also makes the bounds strict.
 *
 * @param query [D] finite float32
 * @param high codes of the first plane, at least D; what lies beyond stays as it is
 * @param low codes of what the first plane leaves, at least D
 */
export function encodeQuery(query: Float32Array, high: Int8Array, low: Int8Array): QueryCodes {
  let peak = 0;
  for (let i = 0; i < query.length; i++) peak = Math.max(peak, Math.abs(query[i]!));
  const exponent = peak === 0 ? 0 : binaryExponent(peak);
  const shrink = 2 ** -exponent;
  const highScale = Math.fround((peak * shrink) / 127);
  // What is left of an entry is at most half a step; a little more, so that rounding of the scales cannot exceed 127.
  const lowScale = Math.fround((highScale * 0.5001) / 127);
  let norm = 0;
  let highNorm = 0;
  let lowNorm = 0;
  let missed = 0;
  for (let i = 0; i < query.length; i++) {
    const value = query[i]! * shrink;
    const first = highScale === 0 ? 0 : Math.round(value / highScale);
    const left = value - first * highScale;
    const second = lowScale === 0 ? 0 : Math.round(left / lowScale);
    high[i] = first;
    low[i] = second;
    norm += value * value;
    highNorm += first * first;
    lowNorm += second * second;
    missed += (left - second * lowScale) ** 2;
  }
  const estimateNorm = highScale * Math.sqrt(highNorm) + lowScale * Math.sqrt(lowNorm);
  return {
    highScale,
    lowScale,
    residualFactor: Math.fround(Math.sqrt(norm) * (1 + 16 * unit)),
    codedFactor: Math.fround(Math.sqrt(missed) * (1 + 16 * unit) + 16 * unit * estimateNorm),
    slack: Math.fround(2 ** -90 + 2 ** (-148 - exponent)),
    exponent,
  };
}

/** e with 2^e ≤ value < 2^(e+1), for a positive finite value; subnormals of float32 included. */
function binaryExponent(value: number): number {
  const guess = Math.floor(Math.log2(value));
  if (2 ** guess > value) return guess - 1;
  return 2 ** (guess + 1) <= value ? guess + 1 : guess;
}
