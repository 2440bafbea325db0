/** A query's score tables in bytes: score ≈ (least + step * sum of bytes) * factor. */
export interface ByteTables {
  /** Sum of the tables' least entries. */
  readonly least: number;
  readonly step: number;
}

/**
 * Tables of scores as bytes: each table from its own least entry on, all in one step, so that bytes can be summed.
 *
 * Each byte is off by half a step at most, hence a sum of M by M / 2 steps; errors are of both signs, and a sum is seldom off
 * by more than √M steps. M is at most 257: sums then fit 16 bits.
 *
 * @param tables [M, K]
 * @param bytes receives [M, K]
 */
export function quantizeTables(tables: Float32Array, count: number, bytes: Uint8Array): ByteTables {
  if (count > 257) throw new RangeError(`sums of ${count} bytes do not fit 16 bits`);
  const width = tables.length / count;
  const leasts = new Float64Array(count);
  let [sum, range] = [0, 0];
  for (let m = 0; m < count; m++) {
    let [least, most] = [Infinity, -Infinity];
    for (let at = m * width; at < (m + 1) * width; at++) {
      least = Math.min(least, tables[at]!);
      most = Math.max(most, tables[at]!);
    }
    leasts[m] = least;
    sum += least;
    range = Math.max(range, most - least);
  }
  const step = range / 255;
  for (let at = 0; at < tables.length; at++) {
    bytes[at] = step === 0 ? 0 : Math.round((tables[at]! - leasts[Math.floor(at / width)]!) / step);
  }
  return { least: Math.fround(sum), step: Math.fround(step) };
}
