import { type AxisRange, wholeRange } from "./axisRange";
import { countBelow } from "./numberColumn";
import { type Curve, type PixelColumns, pixelColumns, thinCurve, type ThinnedCurve } from "./thinCurve";
import { type ValueRange, valueRange } from "./valueRange";

/** A curve of one run in a panel. */
export interface PanelLine {
  /** Of its run. */
  readonly id: string;
  readonly label: string;
  /** #rrggbb */
  readonly color: string;
  readonly curve: Curve;
  /** Whether `curve.smoothed` differs from its values: then the values are drawn pale behind it. */
  readonly isSmoothed: boolean;
}

/** How a panel's curves are looked at. */
export interface PanelView {
  /** Null: all of the axis. */
  readonly range: AxisRange | null;
  readonly isAxisLog: boolean;
  readonly isValueLog: boolean;
  /** Whether outliers are left out of the range of values. */
  readonly isClipped: boolean;
}

/** A panel's curves, thinned to the pixels they are drawn on. */
export interface PanelDrawing {
  readonly range: AxisRange;
  readonly columns: PixelColumns;
  readonly lines: readonly (PanelLine & { readonly thinned: ThinnedCurve })[];
  /** Null where no curve has a point in the range. */
  readonly values: ValueRange | null;
}

/** Thins the curves of a panel that is `pixels` wide. */
export function drawPanel(lines: readonly PanelLine[], view: PanelView, pixels: number): PanelDrawing {
  const curves = lines.map(({ curve }) => curve);
  const range = view.range ?? wholeRange(curves, view.isAxisLog);
  const columns = pixelColumns(range, Math.max(2, Math.floor(pixels)), view.isAxisLog);
  const thinned = lines.map((line) => ({ ...line, thinned: thinCurve(line.curve, columns) }));
  const values = view.isClipped
    ? valueRange(curves, range, { isClipped: true, isLog: view.isValueLog })
    : thinnedRange(
        thinned.map((line) => line.thinned),
        view.isValueLog,
      );
  return { range, columns, lines: thinned, values };
}

/** The extremes of all points, as thinning keeps them. */
function thinnedRange(curves: readonly ThinnedCurve[], isLog: boolean): ValueRange | null {
  let [least, most] = [Infinity, -Infinity];
  for (const curve of curves) {
    for (const values of [curve.least, curve.most]) {
      for (const value of values) {
        if (value === null || (isLog && value <= 0)) continue;
        if (value < least) least = value;
        if (value > most) most = value;
      }
    }
  }
  return least > most ? null : { least, most, clipped: 0, clippedFrom: null, clippedTo: null };
}

/** A curve's point. */
export interface CurvePoint {
  readonly place: number;
  readonly value: number;
  readonly smoothed: number;
}

/** The last point of a curve that is not behind a place; its first one if all are. Null for a curve without points. */
export function pointAt({ places, values, smoothed }: Curve, place: number): CurvePoint | null {
  const upTo = countBelow(places, place, true);
  for (let point = upTo - 1; point >= 0; point--) {
    if (Number.isFinite(values[point])) return pointOf(point);
  }
  for (let point = upTo; point < values.length; point++) {
    if (Number.isFinite(values[point])) return pointOf(point);
  }
  return null;

  function pointOf(point: number): CurvePoint {
    return { place: places[point] ?? NaN, value: values[point] ?? NaN, smoothed: smoothed[point] ?? NaN };
  }
}
