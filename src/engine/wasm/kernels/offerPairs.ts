/**
 * Offers products of pairs to the lists of both rows: each row keeps its largest products, and its smallest one.
 *
 * A list is unsorted; `worst` of a row is what a further product must exceed, -Infinity while its list has room. Of equal
 * products the lower rows stay, since a row is offered the others in ascending order.
 *
 * @param products [aRows, bRows] of rows from `firstA` and from `firstB` on; pairs of a larger row with a smaller are passed
 *   over, so that every pair is offered once
 * @param aRows how many, without padding
 * @param bRows a multiple of 4, padding included
 * @param size N; rows from there on are padding
 * @param capacity how many products a list holds
 * @param scores [N, capacity] float32
 * @param rows [N, capacity] uint32
 * @param counts [N] uint32
 * @param worst [N + padding] float32
 * @param lowest [N + padding] float32; of padding -Infinity, and its worst Infinity, so that it is seldom looked at
 */
export function offerPairs(
  products: usize,
  aRows: i32,
  bRows: i32,
  firstA: i32,
  firstB: i32,
  size: i32,
  capacity: i32,
  scores: usize,
  rows: usize,
  counts: usize,
  worst: usize,
  lowest: usize,
): void {
  for (let i = 0; i < aRows; i++) {
    const a = firstA + i;
    for (let j = 0; j < bRows; j += 4) {
      const b = firstB + j;
      if (b + 3 < a) continue;
      const found = v128.load(products + ((<usize>(i * bRows + j)) << 2));
      const near = v128.or(
        f32x4.gt(found, v128.load(worst + ((<usize>b) << 2))),
        f32x4.gt(found, v128.load32_splat(worst + ((<usize>a) << 2))),
      );
      const far = v128.or(
        f32x4.lt(found, v128.load(lowest + ((<usize>b) << 2))),
        f32x4.lt(found, v128.load32_splat(lowest + ((<usize>a) << 2))),
      );
      let lanes = i32x4.bitmask(v128.or(near, far));
      while (lanes != 0) {
        const other = b + ctz(lanes);
        const product = load<f32>(products + ((<usize>(i * bRows + other - firstB)) << 2));
        lanes &= lanes - 1;
        if (other < a || other >= size) continue;
        offer(a, other, product, capacity, scores, rows, counts, worst, lowest);
        if (other != a) offer(other, a, product, capacity, scores, rows, counts, worst, lowest);
      }
    }
  }
}

function offer(
  row: i32,
  other: i32,
  product: f32,
  capacity: i32,
  scores: usize,
  rows: usize,
  counts: usize,
  worst: usize,
  lowest: usize,
): void {
  const place = (<usize>row) << 2;
  if (product < load<f32>(lowest + place)) store<f32>(lowest + place, product);
  if (!(product > load<f32>(worst + place))) return;
  const list = (<usize>(row * capacity)) << 2;
  let count = load<u32>(counts + place);
  // A full list's count is the place of its worst, which is replaced.
  const isFull = load<f32>(worst + place) != -Infinity;
  const at = (<usize>count) << 2;
  store<f32>(scores + list + at, product);
  store<u32>(rows + list + at, other);
  if (!isFull && ++count < <u32>capacity) {
    store<u32>(counts + place, count);
    return;
  }
  let least: f32 = Infinity;
  let leastRow: u32 = 0;
  let leastAt: u32 = 0;
  for (let i: u32 = 0; i < <u32>capacity; i++) {
    const score = load<f32>(scores + list + ((<usize>i) << 2));
    if (score > least) continue;
    const candidate = load<u32>(rows + list + ((<usize>i) << 2));
    if (score == least && candidate < leastRow) continue;
    least = score;
    leastRow = candidate;
    leastAt = i;
  }
  store<u32>(counts + place, leastAt);
  store<f32>(worst + place, least);
}
