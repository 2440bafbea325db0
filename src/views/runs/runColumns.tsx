import { Badge, Progress, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { numberText } from "../../core/runs/axisText";
import { bestValue } from "../../core/runs/bestValue";
import type { RunCurves } from "../../core/runs/runCurves";
import type { CompanionRun, RunPhase } from "../../state/runsStore";
import { formatCount, formatDuration } from "../../ui/format";
import type { DrawnRun } from "./useDrawnRuns";

/** A column of the table of runs. */
export interface RunColumn {
  readonly name: string;
  readonly title: string;
  /** @param curves what was heard of the run; null for one that is not drawn */
  readonly cell: (run: CompanionRun, curves: RunCurves | null) => ReactNode;
}

/** Names of all metrics that runs tell, mAP first. */
export function metricNames(runs: readonly CompanionRun[], drawn: readonly DrawnRun[]): string[] {
  const heard = drawn.flatMap(({ heard: curves }) => curves?.drawn.curves.validations.names ?? []);
  const names = new Set([
    ...runs.flatMap((run) => [...Object.keys(run.metrics), ...(run.best === null ? [] : [run.best.metric])]),
    ...heard.map((name) => name.slice("metric/".length)),
  ]);
  return [...names].sort((a, b) => Number(b === "mAP") - Number(a === "mAP") || (a < b ? -1 : 1));
}

/** The columns that every table of runs can have. */
export function runColumns(metrics: readonly string[]): RunColumn[] {
  return [
    { name: "status", title: "Status", cell: (run) => <RunStatus run={run} /> },
    { name: "step", title: "Step", cell: (run) => <StepCell run={run} /> },
    ...metrics.map((metric) => ({
      name: `metric:${metric}`,
      title: metric,
      cell: (run: CompanionRun, curves: RunCurves | null) => <BestCell metric={metric} run={run} curves={curves} />,
    })),
    { name: "recipe", title: "Recipe", cell: ({ recipe }) => recipe },
    { name: "series", title: "Series", cell: ({ series = "" }) => series },
    {
      name: "data",
      title: "Data",
      cell: ({ folder, items, identities }) => (
        <span title={`${formatCount(identities)} identities`}>
          {folder}, {formatCount(items)} items
        </span>
      ),
    },
    { name: "device", title: "Device", cell: ({ device }) => device },
    { name: "created", title: "Made", cell: ({ createdAt }) => new Date(createdAt * 1000).toLocaleString() },
    { name: "duration", title: "Took", cell: durationText },
  ];
}

const phaseColors: Readonly<Record<RunPhase, string>> = {
  waiting: "gray",
  starting: "blue",
  running: "indigo",
  stopping: "yellow",
  stopped: "gray",
  interrupted: "orange",
  finished: "green",
  failed: "red",
};

function RunStatus({ run }: { readonly run: CompanionRun }): ReactNode {
  const { phase, stage, failure } = run;
  const told = failure === null ? stage : `${failure.message} ${failure.hint}`;
  return (
    <Badge size="sm" variant="dot" miw="max-content" color={phaseColors[phase]} title={told}>
      {phase}
    </Badge>
  );
}

function StepCell({ run: { step, steps, phase } }: { readonly run: CompanionRun }): ReactNode {
  const isGoing = phase === "running" && steps !== null && steps > 0;
  return (
    <>
      {formatCount(step)}
      {steps !== null && <small> / {formatCount(steps)}</small>}
      {isGoing && <Progress size={3} mt={2} value={(100 * step) / steps} aria-label="Progress" />}
    </>
  );
}

interface BestCellProps {
  readonly metric: string;
  readonly run: CompanionRun;
  readonly curves: RunCurves | null;
}

function BestCell({ metric, run, curves }: BestCellProps): ReactNode {
  const heard = curves === null ? null : bestValue(curves.validations, `metric/${metric}`);
  const told = run.best?.metric === metric ? run.best : null;
  const best = heard ?? told;
  if (best !== null) {
    return (
      <span title={`best, at step ${formatCount(best.step)}`}>
        {numberText(best.value)} <small>@ {formatCount(best.step)}</small>
      </span>
    );
  }
  const last = run.metrics[metric];
  if (last === undefined || last === null) return "";
  return (
    <Text span size="sm" c="dimmed" title="of the last validation; draw the run to see its best">
      {numberText(last)} last
    </Text>
  );
}

function durationText({ startedAt, endedAt, heardAt }: CompanionRun): string {
  const end = endedAt ?? heardAt;
  return startedAt === null || end === null ? "" : formatDuration(Math.max(0, end - startedAt));
}
