import type { BlockExtremes } from "./extremes";
import { countBelow } from "./numberColumn";

/** A curve as it can be drawn: where it is, what it is, and what it is smoothed. Of one length. */
export interface Curve {
  /** Ascending. */
  readonly places: Float64Array;
  /** NaN where nothing was told. */
  readonly values: Float64Array;
  readonly smoothed: Float64Array;
  readonly extremes: BlockExtremes;
}

/** Columns of a drawing, one a pixel: `edges` has one more, ascending. Column c is from edges[c] up to edges[c + 1]. */
export interface PixelColumns {
  readonly edges: Float64Array;
  /** Where each column's points are drawn. */
  readonly centers: Float64Array;
}

/** A curve in a drawing, a number for each pixel column; null where it has no point. */
export interface ThinnedCurve {
  readonly least: (number | null)[];
  readonly most: (number | null)[];
  /** The value where a column has one point; the middle of its extremes where it has more. */
  readonly raw: (number | null)[];
  readonly smoothed: (number | null)[];
  /** Whether any column has more than one point, so that `raw` alone would hide some. */
  readonly isThinned: boolean;
}

/** Columns from `first` to `last`; on a logarithmic axis both are above zero. */
export function pixelColumns([first, last]: readonly [number, number], count: number, isLog: boolean): PixelColumns {
  const [from, to] = isLog ? [Math.log(first), Math.log(last)] : [first, last];
  const at = (place: number) => {
    const value = from + ((to - from) * place) / count;
    return isLog ? Math.exp(value) : value;
  };
  const edges = Float64Array.from({ length: count + 1 }, (_, column) => at(column));
  // A logarithm there and back must not lose the points at the borders.
  edges[0] = first;
  edges[count] = last;
  const centers = Float64Array.from({ length: count }, (_, column) => at(column + 0.5));
  return { edges, centers };
}

/**
 * Thins a curve to one least and one greatest value a pixel, so that no spike is lost, and its smoothed form to the last
 * value in each.
 *
 * At both borders the lines go on to the next point outside, as they would be cut by the drawing's frame.
 */
export function thinCurve(curve: Curve, columns: PixelColumns): ThinnedCurve {
  const count = columns.centers.length;
  const empty = () => Array.from({ length: count }, (): number | null => null);
  const thinned = { least: empty(), most: empty(), raw: empty(), smoothed: empty() };
  let isThinned = false;
  let first = firstAt(curve.places, columns.edges[0] ?? 0);
  for (let column = 0; column < count; column++) {
    const end = columnEnd(curve.places, first, columns.edges, column);
    if (end > first) {
      const { least, most } = curve.extremes.of(curve.values, first, end);
      if (!Number.isNaN(least)) {
        thinned.least[column] = least;
        thinned.most[column] = most;
        thinned.raw[column] = (least + most) / 2;
        thinned.smoothed[column] = lastFinite(curve.smoothed, first, end);
        if (least !== most) isThinned = true;
      }
    }
    first = end;
  }
  for (const name of ["raw", "smoothed"] as const) carryBorders(curve, columns, name, thinned[name]);
  return { ...thinned, isThinned };
}

function firstAt(places: Float64Array, edge: number): number {
  return countBelow(places, edge);
}

/** The last column takes in what lies on its right edge. */
function columnEnd(places: Float64Array, first: number, edges: Float64Array, column: number): number {
  const edge = edges[column + 1] ?? Infinity;
  if (!((places[first] ?? Infinity) <= edge)) return first;
  const isLast = column === edges.length - 2;
  return countBelow(places, edge, isLast, first);
}

function lastFinite(values: Float64Array, first: number, end: number): number | null {
  for (let place = end - 1; place >= first; place--) {
    const value = values[place] ?? NaN;
    if (Number.isFinite(value)) return value;
  }
  return null;
}

function carryBorders(
  { places, values, smoothed }: Curve,
  { edges, centers }: PixelColumns,
  name: "raw" | "smoothed",
  drawn: (number | null)[],
): void {
  const numbers = name === "raw" ? values : smoothed;
  for (const column of [0, drawn.length - 1]) {
    if (drawn[column] !== null) continue;
    const after = firstAt(places, (column === 0 ? edges[0] : edges.at(-1)) ?? 0);
    const [left, right] = [finiteFrom(numbers, after - 1, -1), finiteFrom(numbers, after, 1)];
    const [x0, x1] = [places[left] ?? NaN, places[right] ?? NaN];
    const [y0, y1] = [numbers[left] ?? NaN, numbers[right] ?? NaN];
    const value = y0 + ((y1 - y0) * ((centers[column] ?? NaN) - x0)) / (x1 - x0);
    if (Number.isFinite(value)) drawn[column] = value;
  }
}

function finiteFrom(numbers: Float64Array, start: number, direction: 1 | -1): number {
  let place = start;
  while (place >= 0 && place < numbers.length && !Number.isFinite(numbers[place])) place += direction;
  return place;
}
