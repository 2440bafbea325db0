import { Text } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useStore } from "zustand";

import type { AxisRange } from "../../core/runs/axisRange";
import { panelNames } from "../../core/runs/panelNames";
import { runTableStore } from "../../state/runTableStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { CurvePanels } from "./CurvePanels";
import { CurveToolbar } from "./CurveToolbar";
import { LogTail } from "./LogTail";
import { ProbeStrip } from "./ProbeStrip";
import { RunNotes } from "./RunNotes";
import type { DrawnRun } from "./useDrawnRuns";

/** Everything that is drawn of the chosen runs: curves, probes, what was said. */
export function CurvesPart({ drawn }: { readonly drawn: readonly DrawnRun[] }): ReactNode {
  const axis = useStore(runTableStore, (state) => state.axis);
  const isAxisLog = useStore(runTableStore, (state) => state.isAxisLog);
  const [zoom, setZoom] = useState<{ readonly on: string; readonly range: AxisRange } | null>(null);
  const [mark, setMark] = useState<{ readonly on: string; readonly place: number } | null>(null);
  const heard = drawn.flatMap((one) => (one.heard === null ? [] : [one.heard]));
  const revision = heard.reduce((sum, one) => sum + one.revision, 0);
  const names = useMemo(
    () => panelNames(heard.map((one) => one.drawn.curves)),
    // The curves grow in their place: the revision stands for what is in them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [revision, drawn.length],
  );
  // What was zoomed to in steps means nothing in hours.
  const on = `${axis} ${isAxisLog}`;
  const range = zoom?.on === on ? zoom.range : null;
  const onRange = (next: AxisRange | null) => setZoom(next === null ? null : { on, range: next });
  const isReading = drawn.some((one) => one.heard !== null && !one.heard.isComplete && one.heard.failure === null);
  return (
    <section aria-label="Curves" className="curves-part">
      <CurveToolbar drawn={drawn} names={names} range={range} onRange={onRange} />
      {heard.map(({ failure }, place) =>
        failure === null ? null : (
          <ErrorNotice key={place} title="A run's curves could not be read to their end" error={failure} />
        ),
      )}
      {isReading && (
        <Text size="sm" c="dimmed" role="status">
          Reading the curves…
        </Text>
      )}
      {drawn.length === 0 && (
        <Text size="sm" c="dimmed">
          Check a run above to draw its curves.
        </Text>
      )}
      {drawn.length > 0 && names.length === 0 && !isReading && (
        <Text size="sm" c="dimmed">
          These runs have told nothing yet.
        </Text>
      )}
      <CurvePanels
        drawn={drawn}
        names={names}
        revision={revision}
        range={range}
        onRange={onRange}
        mark={mark?.on === axis ? mark.place : null}
      />
      <ProbeStrip drawn={drawn} axis={axis} onPlace={(place) => setMark(place === null ? null : { on: axis, place })} />
      <RunNotes drawn={drawn} />
      <LogTail drawn={drawn} />
    </section>
  );
}
