const TILE_ROWS = 4;

/**
 * Inner products of two blocks of rows: products[i, j] = a_i · b_j, in float32, summed in four lanes.
 *
 * With relaxed SIMD a product and its sum may be rounded once instead of twice, which engines do where the processor does;
 * either way a product of unit rows is within D * 2^-25 of the true one.
 *
 * @param a [aRows, W] float32
 * @param aRows a multiple of 2
 * @param b [bRows, W] float32
 * @param bRows a multiple of 4
 * @param width W, a multiple of 4
 * @param products receives [aRows, bRows]
 */
export function multiplyRows(a: usize, aRows: i32, b: usize, bRows: i32, width: i32, products: usize): void {
  const rowBytes = (<usize>width) << 2;
  const productBytes = (<usize>bRows) << 2;
  for (let j = 0; j < bRows; j += TILE_ROWS) {
    const right = b + <usize>j * rowBytes;
    for (let i = 0; i < aRows; i += 2) {
      multiplyTile(
        a + <usize>i * rowBytes,
        right,
        rowBytes,
        products + <usize>i * productBytes + ((<usize>j) << 2),
        productBytes,
      );
    }
  }
}

/** Two rows by four, so that what is loaded is used several times. */
function multiplyTile(a: usize, b: usize, rowBytes: usize, out: usize, outBytes: usize): void {
  const b1 = b + rowBytes;
  const b2 = b1 + rowBytes;
  const b3 = b2 + rowBytes;
  const a1 = a + rowBytes;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s03 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s13 = s00;
  for (let d: usize = 0; d < rowBytes; d += 16) {
    const left0 = v128.load(a + d);
    const left1 = v128.load(a1 + d);
    const right0 = v128.load(b + d);
    s00 = multiplyAdd(left0, right0, s00);
    s10 = multiplyAdd(left1, right0, s10);
    const right1 = v128.load(b1 + d);
    s01 = multiplyAdd(left0, right1, s01);
    s11 = multiplyAdd(left1, right1, s11);
    const right2 = v128.load(b2 + d);
    s02 = multiplyAdd(left0, right2, s02);
    s12 = multiplyAdd(left1, right2, s12);
    const right3 = v128.load(b3 + d);
    s03 = multiplyAdd(left0, right3, s03);
    s13 = multiplyAdd(left1, right3, s13);
  }
  v128.store(out, floatLaneSums(s00, s01, s02, s03));
  v128.store(out + outBytes, floatLaneSums(s10, s11, s12, s13));
}

function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(f32x4.mul(a, b), sum);
}

/** The sums of the four lanes of each of four accumulators, as one vector. */
function floatLaneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(f32x4.shuffle(a, b, 0, 4, 1, 5), f32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(f32x4.shuffle(c, d, 0, 4, 1, 5), f32x4.shuffle(c, d, 2, 6, 3, 7));
  return f32x4.add(f32x4.shuffle(ab, cd, 0, 1, 4, 5), f32x4.shuffle(ab, cd, 2, 3, 6, 7));
}
