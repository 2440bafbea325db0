const TILE_ROWS = 32;

/**
 * Integer products of codes and coarse queries: dots[q, r] = sum over d of code[r, d] * query[q, d], with query codes of
 * seven bits, for engines with relaxed SIMD.
 *
 * Its dot product of bytes wants one factor in 0..127, so queries come shifted up by 64, and 64 times the sum of a row's
 * codes is taken off again. With one factor in that range and the other in -127..127 a pair of products fits 16 bits
 * (32,258), and every engine gives the same result.
 *
 * @param codes the first row's codes, at a multiple of four rows; see encodeRows
 * @param codeSums 64 times the sum of each row's codes, of the same first row
 * @param rows how many, a multiple of 4
 * @param width W, codes a row; W * 127 * 127 must stay within 32 bits
 * @param queries [count, W] bytes, each the query's code plus 64
 * @param dots receives [count, rows] int32
 */
export function scanRowsCoarsely(
  codes: usize,
  codeSums: usize,
  rows: i32,
  width: i32,
  queries: usize,
  count: i32,
  dots: usize,
): void {
  const dotsBytes = rows << 2;
  for (let tile = 0; tile < rows; tile += TILE_ROWS) {
    const end = min(tile + TILE_ROWS, rows);
    for (let q = 0; q < count; q += 4) {
      const query = queries + <usize>q * width;
      const out = dots + <usize>q * dotsBytes;
      for (let r = tile; r < end; r += 4) {
        const place = codes + <usize>r * width;
        const sums = v128.load(codeSums + ((<usize>r) << 2));
        if (q + 3 < count) scanFour(place, sums, width, query, out + (r << 2), dotsBytes);
        else
          for (let p = q; p < count; p++)
            scanOne(place, sums, width, queries + <usize>p * width, dots + <usize>p * dotsBytes + (r << 2));
      }
    }
  }
}

/** Four rows by one query. A vector of codes holds 8 dimensions of two rows. */
function scanOne(codes: usize, sums: v128, width: i32, query: usize, dots: usize): void {
  const end = query + width;
  let low = i32x4.splat(0);
  let high = low;
  while (query < end) {
    const part = v128.load64_splat(query);
    low = v128.relaxed_dot_add<i32>(v128.load(codes), part, low);
    high = v128.relaxed_dot_add<i32>(v128.load(codes, 16), part, high);
    codes += 32;
    query += 8;
  }
  v128.store(dots, rowSums(low, high, sums));
}

/** Four rows by four queries, so that each loaded code is used four times. */
function scanFour(codes: usize, sums: v128, width: i32, query0: usize, dots: usize, dotsBytes: i32): void {
  const query1 = query0 + width;
  const query2 = query1 + width;
  const query3 = query2 + width;
  let low0 = i32x4.splat(0);
  let low1 = low0;
  let low2 = low0;
  let low3 = low0;
  let high0 = low0;
  let high1 = low0;
  let high2 = low0;
  let high3 = low0;
  for (let d: usize = 0; d < <usize>width; d += 8) {
    const rows01 = v128.load(codes);
    const rows23 = v128.load(codes, 16);
    const part0 = v128.load64_splat(query0 + d);
    low0 = v128.relaxed_dot_add<i32>(rows01, part0, low0);
    high0 = v128.relaxed_dot_add<i32>(rows23, part0, high0);
    const part1 = v128.load64_splat(query1 + d);
    low1 = v128.relaxed_dot_add<i32>(rows01, part1, low1);
    high1 = v128.relaxed_dot_add<i32>(rows23, part1, high1);
    const part2 = v128.load64_splat(query2 + d);
    low2 = v128.relaxed_dot_add<i32>(rows01, part2, low2);
    high2 = v128.relaxed_dot_add<i32>(rows23, part2, high2);
    const part3 = v128.load64_splat(query3 + d);
    low3 = v128.relaxed_dot_add<i32>(rows01, part3, low3);
    high3 = v128.relaxed_dot_add<i32>(rows23, part3, high3);
    codes += 32;
  }
  v128.store(dots, rowSums(low0, high0, sums));
  v128.store(dots + dotsBytes, rowSums(low1, high1, sums));
  v128.store(dots + 2 * dotsBytes, rowSums(low2, high2, sums));
  v128.store(dots + 3 * dotsBytes, rowSums(low3, high3, sums));
}

/** The sums of four rows from two vectors of two lanes a row, less what the queries' shift added. */
function rowSums(low: v128, high: v128, shift: v128): v128 {
  const even = i32x4.shuffle(low, high, 0, 2, 4, 6);
  const odd = i32x4.shuffle(low, high, 1, 3, 5, 7);
  return i32x4.sub(i32x4.add(even, odd), shift);
}
