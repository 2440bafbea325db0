import type { CurveTable } from "./curveTable";
import type { RunCurves } from "./runCurves";

/** A run whose curves are written out. */
export interface NamedCurves {
  readonly id: string;
  readonly name: string;
  readonly curves: RunCurves;
}

const axes = ["step", "epoch", "elapsed", "time"] as const;

/**
 * All curves of runs as CSV, unthinned and unsmoothed: a line for each number, as tools for statistics like it.
 * Columns: run, name, curve, step, epoch, elapsed (seconds of training), time (seconds since the epoch), value.
 */
export function curvesCsv(runs: readonly NamedCurves[]): string {
  const lines = ["run,name,curve,step,epoch,elapsed,time,value"];
  for (const { id, name, curves } of runs) {
    eachNumber(curves, (curve, table, row, value) => {
      const places = axes.map((axis) => table.axis(axis)[row] ?? "");
      lines.push([quoted(id), quoted(name), quoted(curve), ...places, value].join(","));
    });
  }
  return `${lines.join("\n")}\n`;
}

/** All curves of runs as JSON, unthinned and unsmoothed; null where a number was not told. */
export function curvesJson(runs: readonly NamedCurves[]): string {
  const plain = (values: Float64Array) => Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  const tableOf = (table: CurveTable) => ({
    ...Object.fromEntries(axes.map((axis) => [axis, plain(table.axis(axis))])),
    curves: Object.fromEntries(table.names.map((name) => [name, plain(table.values(name))])),
  });
  const told = runs.map(({ id, name, curves }) => ({
    id,
    name,
    steps: tableOf(curves.steps),
    validations: tableOf(curves.validations),
  }));
  return JSON.stringify({ schema: 1, runs: told });
}

function eachNumber(
  { steps, validations }: RunCurves,
  take: (curve: string, table: CurveTable, row: number, value: number) => void,
): void {
  for (const table of [steps, validations]) {
    for (const name of table.names) {
      table.values(name).forEach((value, row) => {
        if (Number.isFinite(value)) take(name, table, row, value);
      });
    }
  }
}

// A name that begins like a formula would be one in a spreadsheet.
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
