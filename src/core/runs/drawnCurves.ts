import type { CurveAxis, CurveTable } from "./curveTable";
import { BlockExtremes } from "./extremes";
import type { RunCurves } from "./runCurves";
import { SmoothedColumn } from "./smoothedColumn";
import type { Curve } from "./thinCurve";

interface Derived {
  cuts: number;
  extremes: BlockExtremes;
  smoothed: SmoothedColumn;
}

/**
 * What is derived of one run's curves to draw them, kept and extended as they grow, so that drawing costs pixels and not
 * points.
 */
export class DrawnCurves {
  readonly #derived = new Map<string, Derived>();

  constructor(readonly curves: RunCurves) {}

  /**
   * A curve over an axis, smoothed over all its points; null for one that the run does not have.
   *
   * @param weight of the smoothing, in [0, 1). Validations are few, and are never smoothed.
   */
  curve(name: string, axis: CurveAxis, weight: number): Curve | null {
    const { steps, validations } = this.curves;
    const isMeasured = name.startsWith("metric/");
    const table = isMeasured ? validations : steps;
    const values = table.values(name);
    if (values.length === 0) return null;
    const { extremes, smoothed } = this.#derive(name, table, isMeasured ? 0 : weight);
    extremes.extend(values);
    return { places: table.axis(axis), values, smoothed: smoothed.extend(values), extremes };
  }

  #derive(name: string, { cuts }: CurveTable, weight: number): Derived {
    let derived = this.#derived.get(name);
    if (derived?.cuts !== cuts) derived = undefined;
    if (derived === undefined) {
      derived = { cuts, extremes: new BlockExtremes(), smoothed: new SmoothedColumn(weight) };
      this.#derived.set(name, derived);
    }
    if (derived.smoothed.weight !== weight) derived.smoothed = new SmoothedColumn(weight);
    return derived;
  }
}
