import { useEffect, useMemo } from "react";
import { useStore } from "zustand";

import { curvesStore, type HeardCurves, listenTo } from "../../state/curvesStore";
import { type CompanionRun, runsStore } from "../../state/runsStore";
import { drawnRuns, runTableStore } from "../../state/runTableStore";
import { runColor } from "../../ui/runColors";

/** A run whose curves are drawn. */
export interface DrawnRun {
  readonly run: CompanionRun;
  readonly color: string;
  /** Null until it told something. */
  readonly heard: HeardCurves | null;
}

/** The runs whose curves are drawn, and what was heard of them; listens to them while it is used. */
export function useDrawnRuns(): readonly DrawnRun[] {
  const runs = useStore(runsStore, (state) => state.runs);
  const selected = useStore(runTableStore, (state) => state.selected);
  const heard = useStore(curvesStore, (state) => state.heard);
  const drawn = useMemo(
    () => (runs === null ? [] : drawnRuns({ ...runTableStore.getState(), selected }, runs)),
    [runs, selected],
  );
  useEffect(() => listenTo(drawn), [drawn]);
  useEffect(() => () => listenTo([]), []);
  return useMemo(
    () =>
      drawn.map((run) => ({
        run,
        color: runColor(runs?.indexOf(run) ?? 0),
        heard: heard.get(run.id) ?? null,
      })),
    [drawn, runs, heard],
  );
}
