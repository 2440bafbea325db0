/**
 * Rows that could reach a threshold: estimate + error >= threshold, with estimate = dot * factor * scale.
 *
 * @param dots [rows] int32, one query's products of a block
 * @param rows how many; buffers may be read up to the next multiple of 4
 * @param scales [rows] float32
 * @param errors [rows] float32
 * @param chosen receives the places (uint32) of the rows in the block
 * @param estimates receives their estimates (float32)
 * @returns how many there are
 */
export function selectRows(
  dots: usize,
  rows: i32,
  scales: usize,
  errors: usize,
  factor: f32,
  threshold: f32,
  chosen: usize,
  estimates: usize,
): i32 {
  const factors = f32x4.splat(factor);
  const thresholds = f32x4.splat(threshold);
  let count = 0;
  for (let r = 0; r < rows; r += 4) {
    const at = (<usize>r) << 2;
    const estimate = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(v128.load(dots + at)), factors), v128.load(scales + at));
    const isIn = f32x4.ge(f32x4.add(estimate, v128.load(errors + at)), thresholds);
    if (!v128.any_true(isIn)) continue;
    let lanes = i32x4.bitmask(isIn);
    v128.store(dots + at, estimate);
    while (lanes != 0) {
      const place = r + ctz(lanes);
      lanes &= lanes - 1;
      if (place >= rows) break;
      store<u32>(chosen + ((<usize>count) << 2), place);
      store<f32>(estimates + ((<usize>count) << 2), load<f32>(dots + ((<usize>place) << 2)));
      count++;
    }
  }
  return count;
}
