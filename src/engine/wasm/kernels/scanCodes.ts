/** Rows of a group: two vectors of codes for each pair of sub-quantizers. */
const GROUP_ROWS = 32;

/**
 * Approximate scores of rows by codes of 4 bits: (least + step * sum over m of tables[m][code of m]) * factor of the row.
 *
 * A table of 16 bytes fits a register, so that one swizzle looks up 16 rows. Sums are exact in 16 bits: a vector of bytes is
 * added as it is, where odd rows spill into nothing but even rows get 256 times their odd neighbor, and once more shifted
 * down, for the odd rows alone; the second takes the spill off the first.
 *
 * @param codes [rows / 32, pairs, 32] bytes; the low half of a byte is of sub-quantizer 2 p, the high half of 2 p + 1
 * @param rows how many, a multiple of 32
 * @param pairs M / 2; M at most 257
 * @param tables [M, 16] bytes
 * @param least the sum of what the tables' bytes are counted from
 * @param step of a byte
 * @param factors [rows] bytes
 * @param leastFactor a factor is leastFactor + byte * factorStep
 * @param scores receives [rows] float32
 * @see André, Kermarrec and Le Scouarnec, Cache locality is not enough, VLDB 2015; Quicker ADC, PAMI 2019
 */
export function scanCodes(
  codes: usize,
  rows: i32,
  pairs: i32,
  tables: usize,
  least: f32,
  step: f32,
  factors: usize,
  leastFactor: f32,
  factorStep: f32,
  scores: usize,
): void {
  const nibble = i8x16.splat(15);
  const end = tables + ((<usize>pairs) << 5);
  for (let group = 0; group < rows; group += GROUP_ROWS) {
    let first = i16x8.splat(0);
    let firstOdd = first;
    let second = first;
    let secondOdd = first;
    for (let table = tables; table < end; table += 32) {
      const low = v128.load(table);
      const high = v128.load(table, 16);
      const a = v128.load(codes);
      const b = v128.load(codes, 16);
      codes += 32;
      const aLow = lookUp(low, v128.and(a, nibble));
      first = i16x8.add(first, aLow);
      firstOdd = i16x8.add(firstOdd, i16x8.shr_u(aLow, 8));
      const bLow = lookUp(low, v128.and(b, nibble));
      second = i16x8.add(second, bLow);
      secondOdd = i16x8.add(secondOdd, i16x8.shr_u(bLow, 8));
      const aHigh = lookUp(high, v128.and(i16x8.shr_u(a, 4), nibble));
      first = i16x8.add(first, aHigh);
      firstOdd = i16x8.add(firstOdd, i16x8.shr_u(aHigh, 8));
      const bHigh = lookUp(high, v128.and(i16x8.shr_u(b, 4), nibble));
      second = i16x8.add(second, bHigh);
      secondOdd = i16x8.add(secondOdd, i16x8.shr_u(bHigh, 8));
    }
    const out = scores + ((<usize>group) << 2);
    writeScores(first, firstOdd, least, step, factors + group, leastFactor, factorStep, out);
    writeScores(second, secondOdd, least, step, factors + group + 16, leastFactor, factorStep, out + 64);
  }
}

/** Codes are below 16, where both forms agree. */
function lookUp(table: v128, codes: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(table, codes);
  return i8x16.swizzle(table, codes);
}

/** Scores of 16 rows from sums with spill and sums of odd rows. */
function writeScores(
  sums: v128,
  odd: v128,
  least: f32,
  step: f32,
  factors: usize,
  leastFactor: f32,
  factorStep: f32,
  out: usize,
): void {
  const even = i16x8.sub(sums, i16x8.shl(odd, 8));
  const low = i16x8.shuffle(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
  const high = i16x8.shuffle(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
  const lowFactors = v128.load_ext<u8>(factors);
  const highFactors = v128.load_ext<u8>(factors, 8);
  const leasts = f32x4.splat(least);
  const steps = f32x4.splat(step);
  const leastFactors = f32x4.splat(leastFactor);
  const factorSteps = f32x4.splat(factorStep);
  v128.store(
    out,
    scaled(
      i32x4.extend_low_i16x8_u(low),
      i32x4.extend_low_i16x8_u(lowFactors),
      leasts,
      steps,
      leastFactors,
      factorSteps,
    ),
  );
  v128.store(
    out + 16,
    scaled(
      i32x4.extend_high_i16x8_u(low),
      i32x4.extend_high_i16x8_u(lowFactors),
      leasts,
      steps,
      leastFactors,
      factorSteps,
    ),
  );
  v128.store(
    out + 32,
    scaled(
      i32x4.extend_low_i16x8_u(high),
      i32x4.extend_low_i16x8_u(highFactors),
      leasts,
      steps,
      leastFactors,
      factorSteps,
    ),
  );
  v128.store(
    out + 48,
    scaled(
      i32x4.extend_high_i16x8_u(high),
      i32x4.extend_high_i16x8_u(highFactors),
      leasts,
      steps,
      leastFactors,
      factorSteps,
    ),
  );
}

function scaled(sums: v128, factors: v128, least: v128, step: v128, leastFactor: v128, factorStep: v128): v128 {
  const score = f32x4.add(least, f32x4.mul(f32x4.convert_i32x4_u(sums), step));
  const factor = f32x4.add(leastFactor, f32x4.mul(f32x4.convert_i32x4_u(factors), factorStep));
  return f32x4.mul(score, factor);
}
