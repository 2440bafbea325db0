import { type ReactNode, useMemo } from "react";
import { useStore } from "zustand";

import type { AxisRange } from "../../core/runs/axisRange";
import { panelTitle } from "../../core/runs/panelNames";
import { runTableStore } from "../../state/runTableStore";
import { LineChart } from "../../ui/LineChart";
import { curveLines } from "./curveLines";
import type { DrawnRun } from "./useDrawnRuns";

export interface CurvePanelsProps {
  readonly drawn: readonly DrawnRun[];
  readonly names: readonly string[];
  readonly revision: number;
  readonly range: AxisRange | null;
  readonly onRange: (range: AxisRange | null) => void;
  readonly mark: number | null;
}

const panelPixels = 220;

/** A chart for each curve: one cursor and one range for all of them. */
export function CurvePanels({ names, ...rest }: CurvePanelsProps): ReactNode {
  const hidden = useStore(runTableStore, (state) => state.hiddenPanels);
  const shown = names.filter((name) => !hidden.includes(name));
  return (
    <div className="curve-panels">
      {shown.map((name) => (
        <CurvePanel key={name} name={name} {...rest} />
      ))}
    </div>
  );
}

type CurvePanelProps = Omit<CurvePanelsProps, "names"> & { readonly name: string };

function CurvePanel({ name, drawn, revision, range, onRange, mark }: CurvePanelProps): ReactNode {
  const { axis, isAxisLog, isValueLog, smoothing, isClipped } = useStore(runTableStore);
  // Only what was heard of the runs changes a line; how they stand does not.
  const key = drawn.map(({ run, color, heard }) => `${run.id} ${run.name} ${color} ${heard?.revision ?? 0}`).join("|");
  const lines = useMemo(
    () => curveLines(drawn, name, { axis, smoothing }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [key, name, axis, smoothing],
  );
  const view = useMemo(() => ({ range, isAxisLog, isValueLog, isClipped }), [range, isAxisLog, isValueLog, isClipped]);
  if (lines.length === 0) return null;
  return (
    <LineChart
      title={panelTitle(name)}
      lines={lines}
      revision={revision}
      axis={axis}
      view={view}
      height={panelPixels}
      group="runs"
      onRange={onRange}
      mark={mark}
    />
  );
}
