import type { Matrix } from "./matrix";
import type { Random } from "./random";

export interface KMeansOptions {
  /** K, at most the number of points. */
  readonly centroids: number;
  /** Most rounds of assignment and mean; fewer where nothing moves any more. */
  readonly rounds: number;
  readonly random: Random;
}

/** Points parted by their nearest centroid. */
export interface KMeans {
  /** [K, D] */
  readonly centroids: Float32Array<ArrayBuffer>;
  /** Mean squared distance of a point to its centroid, when each was assigned last. */
  readonly error: number;
}

/**
 * Lloyd's k-means by squared Euclidean distance, started by k-means++.
 *
 * A centroid that loses all its points becomes the point that lies farthest from its own centroid, so that the worst
 * served part is split. Where there are fewer distinct points than centroids, several centroids are the same.
 *
 * @param points [N, D], N at least K
 * @see Lloyd, IEEE Transactions on Information Theory 28, 1982; Arthur and Vassilvitskii, SODA 2007
 */
export function kMeans(points: Matrix, { centroids: count, rounds, random }: KMeansOptions): KMeans {
  if (count < 1 || count > points.rows) throw new RangeError(`${count} centroids of ${points.rows} points`);
  const centroids = spreadStart(points, count, random);
  const nearest = new Uint8Array(points.rows);
  const distances = new Float64Array(points.rows);
  let error = Infinity;
  for (let round = 0; round < rounds; round++) {
    const sum = assign(points, centroids, nearest, distances);
    const isSettled = sum === error * points.rows;
    error = sum / points.rows;
    if (isSettled) break;
    moveToMeans(points, centroids, nearest, distances);
  }
  return { centroids, error };
}

/**
 * The nearest centroid of each point, the lower of equally near ones.
 *
 * @param centroids [K, D], K at most 256
 * @param nearest receives [N]
 * @param distances receives [N] squared distances
 * @returns their sum
 */
export function assign(
  { rows, columns, values }: Matrix,
  centroids: Float32Array,
  nearest: Uint8Array,
  distances: Float64Array,
): number {
  const count = centroids.length / columns;
  let sum = 0;
  for (let row = 0, from = 0; row < rows; row++, from += columns) {
    let [least, place] = [Infinity, 0];
    for (let k = 0, at = 0; k < count; k++) {
      let distance = 0;
      for (let d = 0; d < columns; d++, at++) {
        const difference = values[from + d]! - centroids[at]!;
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        place = k;
      }
    }
    nearest[row] = place;
    distances[row] = least;
    sum += least;
  }
  return sum;
}

/** Points drawn one by one, each with a chance in proportion to its squared distance from those before. */
function spreadStart(points: Matrix, count: number, random: Random): Float32Array<ArrayBuffer> {
  const { rows, columns, values } = points;
  const centroids = new Float32Array(count * columns);
  const distances = new Float64Array(rows).fill(Infinity);
  let chosen = random.integer(rows);
  for (let k = 0; ; k++) {
    const centroid = values.subarray(chosen * columns, (chosen + 1) * columns);
    centroids.set(centroid, k * columns);
    if (k === count - 1) return centroids;
    let sum = 0;
    for (let row = 0, at = 0; row < rows; row++) {
      let distance = 0;
      for (let d = 0; d < columns; d++, at++) {
        const difference = values[at]! - centroid[d]!;
        distance += difference * difference;
      }
      if (distance < distances[row]!) distances[row] = distance;
      sum += distances[row]!;
    }
    chosen = sum > 0 ? drawBy(distances, random.uniform() * sum) : random.integer(rows);
  }
}

/** The first place where the running sum exceeds `target`; the last one with any weight where rounding lets none. */
function drawBy(weights: Float64Array, target: number): number {
  let [running, last] = [0, 0];
  for (let at = 0; at < weights.length; at++) {
    if (weights[at] === 0) continue;
    running += weights[at]!;
    last = at;
    if (running > target) break;
  }
  return last;
}

function moveToMeans(
  { rows, columns, values }: Matrix,
  centroids: Float32Array,
  nearest: Uint8Array,
  distances: Float64Array,
): void {
  const count = centroids.length / columns;
  const sums = new Float64Array(centroids.length);
  const sizes = new Uint32Array(count);
  for (let row = 0, from = 0; row < rows; row++) {
    const k = nearest[row]!;
    sizes[k]!++;
    for (let d = 0; d < columns; d++, from++) sums[k * columns + d]! += values[from]!;
  }
  for (let k = 0; k < count; k++) {
    const size = sizes[k]!;
    if (size > 0) {
      for (let d = 0; d < columns; d++) centroids[k * columns + d] = sums[k * columns + d]! / size;
      continue;
    }
    let farthest = 0;
    for (let row = 1; row < rows; row++) if (distances[row]! > distances[farthest]!) farthest = row;
    centroids.set(values.subarray(farthest * columns, (farthest + 1) * columns), k * columns);
    distances[farthest] = 0; // another empty one takes the next
  }
}
