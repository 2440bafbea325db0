/**
 * Estimates of chosen rows by a query's full codes, where a coarse scan has chosen them.
 *
 * @param codes the block's first row's codes; see encodeRows
 * @param width W, codes a row
 * @param query [W] int16
 * @param scales of the block's rows, float32
 * @param factor as for selectRows
 * @param chosen [count] places of the rows in the block, uint32
 * @param estimates receives [count] float32
 */
export function refineRows(
  codes: usize,
  width: i32,
  query: usize,
  scales: usize,
  factor: f32,
  chosen: usize,
  count: i32,
  estimates: usize,
): void {
  for (let i = 0; i < count; i++) {
    const row = load<u32>(chosen + ((<usize>i) << 2));
    let place = codes + <usize>(row >> 2) * (width << 2) + ((row & 3) << 3);
    let sum = i32x4.splat(0);
    for (let d = 0; d < width; d += 8) {
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load_ext<i8>(place), v128.load(query + (d << 1))));
      place += 32;
    }
    const dot =
      i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
    store<f32>(estimates + ((<usize>i) << 2), <f32>dot * factor * load<f32>(scales + ((<usize>row) << 2)));
  }
}
