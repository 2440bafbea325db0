/**
 * Places of scores above a threshold, in ascending order.
 *
 * @param scores [rows] float32; read up to the next multiple of 4
 * @param places receives uint32
 * @returns how many there are
 */
export function selectAbove(scores: usize, rows: i32, threshold: f32, places: usize): i32 {
  const thresholds = f32x4.splat(threshold);
  let count = 0;
  for (let row = 0; row < rows; row += 4) {
    let lanes = i32x4.bitmask(f32x4.gt(v128.load(scores + ((<usize>row) << 2)), thresholds));
    while (lanes != 0) {
      const place = row + ctz(lanes);
      lanes &= lanes - 1;
      if (place >= rows) break;
      store<u32>(places + ((<usize>count) << 2), place);
      count++;
    }
  }
  return count;
}
