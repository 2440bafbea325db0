import type { CurveTable } from "./curveTable";

/** The best number of a curve, and the step it was reached at. */
export interface BestValue {
  readonly value: number;
  readonly step: number;
}

/** Whether less of something is better: of losses, errors and distances. Of every other name, more is. */
export function isLessBetter(name: string): boolean {
  return /^loss\/|loss|error|distance|perplexity|\bfalse/i.test(name);
}

/** The best number of a name, not the last one; the first of equal ones. Null where none was told. */
export function bestValue(table: CurveTable, name: string): BestValue | null {
  const sign = isLessBetter(name) ? -1 : 1;
  const [steps, values] = [table.axis("step"), table.values(name)];
  let best: BestValue | null = null;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (best === null || sign * value > sign * best.value) best = { value, step: steps[row] ?? NaN };
  }
  return best;
}
