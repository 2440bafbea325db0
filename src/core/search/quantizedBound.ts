// How far a score can lie from its estimate by 8-bit codes. Everything that skips rows rests on this proof.
//
// A row x is kept as codes c in -127..127 with x̂ = scale * c. A query q is scaled to unit length, u = q / |q|, and kept as
// codes k in -L..L with û = step * k. The estimate is ŝ = û · x̂ = (step * scale) * (c · k), the integer product being exact.
//
//   u · x - û · x̂ = u · (x - x̂) + (u - û) · x̂
//
// By Cauchy and Schwarz the first part is at most |x - x̂|, since |u| = 1. Each number of û is off by at most step / 2 and
// step <= 1 / L, so |u - û| <= sqrt(D) / (2 L), and the second part is at most that times |x̂| <= |x| + |x - x̂|. Hence
//
//   | exactScore / |q| - ŝ | <= e,   e = |x - x̂| + queryErrorShare * (|x| + |x - x̂|)
//
// where queryErrorShare also holds 2^-18 for all rounding, each a share of |x| + |x - x̂|: exactScore's one rounding to
// float32 (2^-24) and its sum in float64 (D * 2^-53), four roundings of ŝ and one of ŝ + e in float32 (2^-24 each),
// float32 in |x - x̂| (2^-23). None of these underflows or overflows, because estimates are used only where the
// largest |x_d| and |q| lie in [2^-30, 2^30]; other rows get e = Infinity, other queries are searched exactly.
//
// So with L_K the K-th best of the lower bounds ŝ - e: a row with ŝ + e < L_K has an exact score strictly below those of K
// other rows, and is not in the top K whatever its row number.

//
// A coarse scan (relaxed SIMD) takes query codes of seven bits, k' in -63..63, which only choose rows to estimate by k:
// |u · x - û' · x̂| <= |x - x̂| + |u - û'| |x̂| <= e + coarse error, with coarse error = |u - û'| times the largest |x̂|.

const LARGEST_CODE = 127;
const INT16_MAX = 32767;
const INT32_MAX = 2 ** 31 - 1;
const ROUNDING_SHARE = 2 ** -18;

/** Norms of queries for which estimates hold. */
const SMALLEST_NORM = 2 ** -30;
const LARGEST_NORM = 2 ** 30;

/** L: the largest query code such that no sum of D products with row codes leaves 32 bits. */
export function queryLevels(dimension: number): number {
  return Math.min(INT16_MAX, Math.floor(INT32_MAX / (LARGEST_CODE * dimension)));
}

/** The largest dimension whose coarse products, codes of 127 by bytes of 127, stay within 32 bits. */
export const LARGEST_COARSE_DIMENSION = Math.floor(INT32_MAX / 127 ** 2);

const COARSE_LEVELS = 63;
const COARSE_SHIFT = 64;

/** What quantizing a query and rounding add to a row's error, as a share of |x| + |x - x̂|. */
export function queryErrorShare(dimension: number): number {
  return (Math.sqrt(dimension) / (2 * queryLevels(dimension))) * (1 + 2 ** -20) + ROUNDING_SHARE;
}

/** A query's codes are written elsewhere; this is what turns integer products into estimates and bounds into scores. */
export interface QuantizedQuery {
  /** |q|: a bound times this bounds the exact score. */
  readonly norm: number;
  /** step: a row's estimate is its integer product times this times its scale. float32. */
  readonly factor: number;
}

/**
 * Writes a query's codes.
 *
 * @param query [D] finite float32
 * @param codes receives D codes; what lies beyond stays as it is
 * @returns null where the norm lies outside [2^-30, 2^30]: such a query must be searched exactly
 */
export function quantizeQuery(query: Float32Array, codes: Int16Array): QuantizedQuery | null {
  let squares = 0;
  let largest = 0;
  for (let d = 0; d < query.length; d++) {
    squares += query[d]! * query[d]!;
    largest = Math.max(largest, Math.abs(query[d]!));
  }
  const norm = Math.sqrt(squares);
  if (!(norm >= SMALLEST_NORM && norm <= LARGEST_NORM)) return null;
  const step = largest / queryLevels(query.length);
  for (let d = 0; d < query.length; d++) codes[d] = Math.round(query[d]! / step);
  return { norm, factor: Math.fround(step / norm) };
}

/** What turns a coarse scan's integer products into estimates. */
export interface CoarseQuery {
  /** A row's coarse estimate is its integer product times this times its scale. float32. */
  readonly factor: number;
  /** |u - û'|, rounding included: times the largest |x̂| it is what a coarse estimate can lie further off than e. */
  readonly error: number;
}

/**
 * Writes a query's coarse codes, each plus 64 and so in 1..127.
 *
 * @param query [D] of a norm that `quantizeQuery` accepts
 * @param norm |q|
 * @param codes receives D codes; what lies beyond stays as it is
 */
export function quantizeCoarsely(query: Float32Array, norm: number, codes: Uint8Array): CoarseQuery {
  let largest = 0;
  for (let d = 0; d < query.length; d++) largest = Math.max(largest, Math.abs(query[d]!));
  const step = largest / COARSE_LEVELS;
  let squares = 0;
  for (let d = 0; d < query.length; d++) {
    const code = Math.round(query[d]! / step);
    codes[d] = code + COARSE_SHIFT;
    squares += (query[d]! - code * step) ** 2;
  }
  return { factor: Math.fround(step / norm), error: (Math.sqrt(squares) / norm) * (1 + 2 ** -20) + ROUNDING_SHARE };
}
