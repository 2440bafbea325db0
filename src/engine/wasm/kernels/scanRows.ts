import { laneSums } from "./laneSums";

/** Rows that every query passes over while they lie in the first-level cache. */
const TILE_ROWS = 32;

/**
 * Integer products of codes and queries: dots[q, r] = sum over d of code[r, d] * query[q, d].
 *
 * @param codes the first row's codes, at a multiple of four rows; see encodeRows
 * @param rows how many, a multiple of 4
 * @param width W, codes a row
 * @param queries [count, W] int16, such that no sum can leave 32 bits
 * @param dots receives [count, rows] int32
 */
export function scanRows(codes: usize, rows: i32, width: i32, queries: usize, count: i32, dots: usize): void {
  const queryBytes = width << 1;
  const dotsBytes = rows << 2;
  for (let tile = 0; tile < rows; tile += TILE_ROWS) {
    const end = min(tile + TILE_ROWS, rows);
    for (let q = 0; q < count; q += 2) {
      const query = queries + <usize>q * queryBytes;
      const out = dots + <usize>q * dotsBytes;
      for (let r = tile; r < end; r += 4) {
        const place = codes + <usize>r * width;
        if (q + 1 < count) scanPair(place, width, query, out + (r << 2), out + dotsBytes + (r << 2));
        else scanOne(place, width, query, out + (r << 2));
      }
    }
  }
}

/** Four rows by one query. */
function scanOne(codes: usize, width: i32, query: usize, dots: usize): void {
  const end = query + (width << 1);
  let sum0 = i32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  while (query < end) {
    const part = v128.load(query);
    sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(v128.load_ext<i8>(codes), part));
    sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(v128.load_ext<i8>(codes, 8), part));
    sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(v128.load_ext<i8>(codes, 16), part));
    sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(v128.load_ext<i8>(codes, 24), part));
    codes += 32;
    query += 16;
  }
  v128.store(dots, laneSums(sum0, sum1, sum2, sum3));
}

/** Four rows by two queries, so that each loaded code is used twice. */
function scanPair(codes: usize, width: i32, query: usize, dots: usize, otherDots: usize): void {
  const end = query + (width << 1);
  let other = end;
  let sum0 = i32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let otherSum0 = sum0;
  let otherSum1 = sum0;
  let otherSum2 = sum0;
  let otherSum3 = sum0;
  while (query < end) {
    const a = v128.load(query);
    const b = v128.load(other);
    const row0 = v128.load_ext<i8>(codes);
    sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(row0, a));
    otherSum0 = i32x4.add(otherSum0, i32x4.dot_i16x8_s(row0, b));
    const row1 = v128.load_ext<i8>(codes, 8);
    sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(row1, a));
    otherSum1 = i32x4.add(otherSum1, i32x4.dot_i16x8_s(row1, b));
    const row2 = v128.load_ext<i8>(codes, 16);
    sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(row2, a));
    otherSum2 = i32x4.add(otherSum2, i32x4.dot_i16x8_s(row2, b));
    const row3 = v128.load_ext<i8>(codes, 24);
    sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(row3, a));
    otherSum3 = i32x4.add(otherSum3, i32x4.dot_i16x8_s(row3, b));
    codes += 32;
    query += 16;
    other += 16;
  }
  v128.store(dots, laneSums(sum0, sum1, sum2, sum3));
  v128.store(otherDots, laneSums(otherSum0, otherSum1, otherSum2, otherSum3));
}
