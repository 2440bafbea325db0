import type { Matrix } from "../numeric/matrix";
import { distanceArithmetic } from "./distanceArithmetic";
import type { NearestBoxes } from "./matchedBoxes";
import type { MatchingRule } from "./matchingRule";

/**
 * The nearest video box of every item box.
 *
 * @param items [N, D] unit rows
 * @param videos [M, D] unit rows, one at least
 * @returns of video boxes that are equally near in this precision, the first
 * @throws Error for rows of different width or no video box, a bug of the caller
 */
export function nearestBoxes(items: Matrix, videos: Matrix, precision: MatchingRule["precision"]): NearestBoxes {
  const size = items.columns;
  if (size !== videos.columns) throw new Error(`rows of ${size} and of ${videos.columns} numbers have no distance`);
  if (videos.rows === 0) throw new Error("no video box that could be the nearest");
  const { round } = distanceArithmetic(precision);
  const positions = new Uint32Array(items.rows);
  const squaredDistances = new Float64Array(items.rows).fill(Infinity);
  for (let row = 0; row < items.rows; row++) {
    for (let video = 0; video < videos.rows; video++) {
      let sum = 0;
      for (let d = 0, a = row * size, b = video * size; d < size; d++, a++, b++) {
        const difference = items.values[a]! - videos.values[b]!;
        sum += difference * difference;
      }
      const distance = round(sum);
      if (distance >= squaredDistances[row]!) continue;
      squaredDistances[row] = distance;
      positions[row] = video;
    }
  }
  return { positions, squaredDistances };
}
