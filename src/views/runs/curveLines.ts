import type { CurveAxis } from "../../core/runs/curveTable";
import type { PanelLine } from "../../core/runs/panelDrawing";
import type { DrawnRun } from "./useDrawnRuns";

/** The lines of a panel: of each run that has such a curve. */
export function curveLines(
  drawn: readonly DrawnRun[],
  name: string,
  { axis, smoothing }: { readonly axis: CurveAxis; readonly smoothing: number },
): PanelLine[] {
  return drawn.flatMap(({ run, color, heard }) => {
    const curve = heard?.drawn.curve(name, axis, smoothing) ?? null;
    if (curve === null) return [];
    return [{ id: run.id, label: run.name, color, curve, isSmoothed: smoothing > 0 && !name.startsWith("metric/") }];
  });
}
