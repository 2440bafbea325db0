import type { Curve } from "./thinCurve";

/** From where to where a drawing's numbers go, and what it leaves out. */
export interface ValueRange {
  readonly least: number;
  readonly most: number;
  /** Points that lie outside, because they are far from all others; 0 unless clipping was asked for. */
  readonly clipped: number;
  /** Where the first and the last of them are on the axis; null where none is. */
  readonly clippedFrom: number | null;
  readonly clippedTo: number | null;
}

/** Tails that are judged by the rest, on each side. */
const tail = 0.02;
/** How far from the rest a point may lie, in widths of the rest. */
const reach = 1.5;
/** A quantile needs no more numbers than these. */
const mostSampled = 20_000;

/**
 * The range of curves within a part of their axis; null where they have no point there.
 *
 * With `isClipped`, points further from the middle 96 % than 1.5 times its width are left out of the range and counted.
 * On a logarithmic scale, numbers of zero and below have no place and are passed over.
 */
export function valueRange(
  curves: readonly Curve[],
  [first, last]: readonly [number, number],
  { isClipped, isLog }: { readonly isClipped: boolean; readonly isLog: boolean },
): ValueRange | null {
  const isDrawn = (value: number) => Number.isFinite(value) && (!isLog || value > 0);
  let [least, most] = [Infinity, -Infinity];
  eachPoint(curves, [first, last], (value) => {
    if (!isDrawn(value)) return;
    if (value < least) least = value;
    if (value > most) most = value;
  });
  if (least > most) return null;
  const all = { least, most, clipped: 0, clippedFrom: null, clippedTo: null };
  return isClipped ? clip(curves, [first, last], all, isDrawn) : all;
}

function clip(
  curves: readonly Curve[],
  range: readonly [number, number],
  all: ValueRange,
  isDrawn: (value: number) => boolean,
): ValueRange {
  const [low, high] = fence(curves, range, isDrawn);
  if (all.least >= low && all.most <= high) return all;
  let [least, most, clipped, from, to] = [Infinity, -Infinity, 0, Infinity, -Infinity];
  eachPoint(curves, range, (value, place) => {
    if (!isDrawn(value)) return;
    if (value >= low && value <= high) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    } else {
      clipped++;
      from = Math.min(from, place);
      to = Math.max(to, place);
    }
  });
  return least > most ? all : { least, most, clipped, clippedFrom: from, clippedTo: to };
}

function fence(
  curves: readonly Curve[],
  range: readonly [number, number],
  isDrawn: (value: number) => boolean,
): readonly [number, number] {
  let count = 0;
  eachPoint(curves, range, () => count++);
  const stride = Math.max(1, Math.floor(count / mostSampled));
  const sampled: number[] = [];
  let place = 0;
  eachPoint(curves, range, (value) => {
    if (place++ % stride === 0 && isDrawn(value)) sampled.push(value);
  });
  sampled.sort((a, b) => a - b);
  const at = (share: number) => sampled[Math.round(share * (sampled.length - 1))] ?? NaN;
  const [low, high] = [at(tail), at(1 - tail)];
  // Curves that stand still have no width to judge by.
  if (!(high > low)) return [-Infinity, Infinity];
  return [low - reach * (high - low), high + reach * (high - low)];
}

function eachPoint(
  curves: readonly Curve[],
  [first, last]: readonly [number, number],
  take: (value: number, place: number) => void,
): void {
  for (const { places, values } of curves) {
    for (let point = 0; point < places.length; point++) {
      const place = places[point] ?? NaN;
      if (place >= first && place <= last) take(values[point] ?? NaN, place);
    }
  }
}

/** A range with room above and below, so that no line runs along the frame. */
export function paddedRange(
  { least, most }: Pick<ValueRange, "least" | "most">,
  isLog: boolean,
): readonly [number, number] {
  if (isLog)
    return least < most ? [least * (least / most) ** 0.05, most * (most / least) ** 0.05] : [least / 2, most * 2];
  const room = most > least ? 0.05 * (most - least) : Math.abs(most) * 0.05 || 0.5;
  return [least - room, most + room];
}
