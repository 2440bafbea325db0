import { countBelow } from "./numberColumn";
import type { Curve } from "./thinCurve";

/** From where to where an axis is shown. */
export type AxisRange = readonly [first: number, last: number];

/**
 * The part of an axis that curves lie on; [0, 1] where there is none. A single place gets some room around it. On a
 * logarithmic axis, places of zero and below are not shown.
 */
export function wholeRange(curves: readonly Curve[], isLog: boolean): AxisRange {
  let [first, last] = [Infinity, -Infinity];
  for (const { places } of curves) {
    const start = isLog ? countBelow(places, 0, true) : 0;
    first = Math.min(first, places[start] ?? Infinity);
    last = Math.max(last, places.length > start ? (places.at(-1) ?? -Infinity) : -Infinity);
  }
  if (first > last) return isLog ? [1, 10] : [0, 1];
  if (first < last) return [first, last];
  return isLog ? [first / 2, first * 2] : [first - 0.5, first + 0.5];
}

/** Moves a range by a share of its length; a positive share to larger places. */
export function panRange(range: AxisRange, share: number, isLog: boolean): AxisRange {
  const [first, last] = linear(range, isLog);
  const move = share * (last - first);
  return unlinear([first + move, last + move], isLog);
}

/**
 * Makes a range longer (factor above 1) or shorter. What is `at` stays where it is; the place nearest to it in the range where
 * it lies outside.
 */
export function zoomRange(range: AxisRange, factor: number, at: number, isLog: boolean): AxisRange {
  const [first, last] = linear(range, isLog);
  const center = Math.min(last, Math.max(first, isLog ? Math.log(at) : at));
  return unlinear([center - (center - first) * factor, center + (last - center) * factor], isLog);
}

function linear([first, last]: AxisRange, isLog: boolean): AxisRange {
  return isLog ? [Math.log(first), Math.log(last)] : [first, last];
}

function unlinear([first, last]: AxisRange, isLog: boolean): AxisRange {
  return isLog ? [Math.exp(first), Math.exp(last)] : [first, last];
}
