// Rows are kept as codes of 8 bits, four rows interleaved: [N / 4, W / 8, 4, 8] with W the dimension padded to 8.
// A scan then reads one stream of memory, which took a quarter of the time of four streams side by side.

const SMALLEST: f32 = 9.313225746154785e-10; // 2^-30
const LARGEST: f32 = 1073741824; // 2^30

/**
 * Encodes rows: x̂ = scale * code with code = round(127 x / max|x|), and the error e by which any score of x can differ
 * from that of x̂ (see `quantizedBound` in core/search, where the bound is proven).
 *
 * Arithmetic is float32. Rounding in x - x̂ moves |x - x̂| by at most 2^-23 |x|, which the share `queryError` of the norm
 * includes; sums of D squares are D * 2^-24 off at most, which the factor on each root covers.
 *
 * A row whose largest number lies outside [2^-30, 2^30] gets codes 0 and an infinite error: it is always rescored.
 *
 * @param vectors [rows, dimension] float32
 * @param padded scratch of W float32, zero beyond the dimension
 * @param codeSums receives 64 times the sum of each row's codes, which a coarse scan takes off (see scanRowsCoarsely)
 * @param largestNorm one float32: raised to a bound of |x̂| of these rows
 * @param firstRow place of the first row in the codes
 * @param queryError what a unit query's own quantization and all float32 rounding add, as a share of |x| + |x - x̂|
 * @returns the first row (counted from 0 in `vectors`) with a number that is not finite, or -1
 */
export function encodeRows(
  vectors: usize,
  rows: i32,
  dimension: i32,
  padded: usize,
  codes: usize,
  scales: usize,
  errors: usize,
  codeSums: usize,
  largestNorm: usize,
  firstRow: i32,
  queryError: f64,
): i32 {
  const width = (dimension + 7) & ~7;
  const rounding = 1 + <f64>dimension * 1.1920928955078125e-7; // 2^-23
  for (let r = 0; r < rows; r++) {
    memory.copy(padded, vectors + ((<usize>r * dimension) << 2), dimension << 2);
    const largest = largestMagnitude(padded, width);
    if (!(largest <= f32.MAX_VALUE)) return r;
    const row = firstRow + r;
    const place = codes + <usize>(row >> 2) * (width << 2) + ((row & 3) << 3);
    const isScanned = largest == 0 || (largest >= SMALLEST && largest <= LARGEST);
    const scale: f32 = isScanned ? largest / 127 : 0;
    const toCode: f32 = isScanned && largest > 0 ? 127 / largest : 0;
    const residual = encodeRow(padded, width, place, scale, toCode) * rounding;
    store<i32>(codeSums + ((<usize>row) << 2), codeSum(place, width) << 6);
    const norm = Math.sqrt(squaredNorm(padded, width)) * rounding;
    const error = isScanned ? (residual + queryError * (norm + residual)) * 1.000001 : f64.POSITIVE_INFINITY;
    store<f32>(scales + ((<usize>row) << 2), scale);
    store<f32>(errors + ((<usize>row) << 2), <f32>error);
  }
  return -1;
}

/** The largest |x|; NaN or infinity where a number is not finite. */
function largestMagnitude(row: usize, width: i32): f32 {
  let largest = f32x4.splat(0);
  for (let d = 0; d < width; d += 4) largest = f32x4.max(largest, f32x4.abs(v128.load(row + (d << 2))));
  return max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
}

function squaredNorm(row: usize, width: i32): f64 {
  let sum = f32x4.splat(0);
  for (let d = 0; d < width; d += 4) {
    const x = v128.load(row + (d << 2));
    sum = f32x4.add(sum, f32x4.mul(x, x));
  }
  return laneSum(sum);
}

/** Writes a row's codes, 8 at a time and 32 bytes apart; returns |x - x̂|. */
function encodeRow(row: usize, width: i32, place: usize, scale: f32, toCode: f32): f64 {
  const scales = f32x4.splat(scale);
  const toCodes = f32x4.splat(toCode);
  let squares = f32x4.splat(0);
  for (let d = 0; d < width; d += 8) {
    const x = row + (d << 2);
    const low = codesOf(x, toCodes);
    const high = codesOf(x + 16, toCodes);
    const narrow = i16x8.narrow_i32x4_s(low, high);
    v128.store64_lane(place, i8x16.narrow_i16x8_s(narrow, narrow), 0);
    squares = f32x4.add(squares, squaredResidual(x, low, scales));
    squares = f32x4.add(squares, squaredResidual(x + 16, high, scales));
    place += 32;
  }
  return Math.sqrt(laneSum(squares));
}

function codeSum(place: usize, width: i32): i32 {
  let sum = i32x4.splat(0);
  for (let d = 0; d < width; d += 8) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load_ext<i8>(place), i16x8.splat(1)));
    place += 32;
  }
  return (
    i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)
  );
}

function codesOf(x: usize, toCodes: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), toCodes)));
}

function squaredResidual(x: usize, codes: v128, scales: v128): v128 {
  const residual = f32x4.sub(v128.load(x), f32x4.mul(f32x4.convert_i32x4_s(codes), scales));
  return f32x4.mul(residual, residual);
}

function laneSum(lanes: v128): f64 {
  return (
    <f64>f32x4.extract_lane(lanes, 0) +
    <f64>f32x4.extract_lane(lanes, 1) +
    <f64>f32x4.extract_lane(lanes, 2) +
    <f64>f32x4.extract_lane(lanes, 3)
  );
}
