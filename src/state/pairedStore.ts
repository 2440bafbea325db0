import { createStore } from "zustand/vanilla";

import { allMetrics } from "../core/metrics/allMetrics";
import type { PairedComparison } from "../core/metrics/compareOutcomes";
import { judgedList } from "../core/metrics/judgedQueries";
import type { QueryMetric } from "../core/metrics/metric";
import type { Evaluation } from "./evaluateStore";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { idle, type Task } from "./task";

/** Two evaluations by one metric. */
export interface ComparedMetric {
  readonly metric: QueryMetric;
  readonly comparison: PairedComparison;
}

export interface PairedState {
  /** Done and total are metrics. */
  readonly task: Task<readonly ComparedMetric[]>;
  /** Which two were compared. */
  readonly of: readonly [string, string] | null;
}

export const pairedStore = createStore<PairedState>(() => ({ task: idle, of: null }));

/** The metrics that are tested: per query, and not a mean of others. */
const tested: readonly string[] = ["mAP", "rank-1", "rank-5", "mINP", "R-precision", "MAP@R", "mAP@10"];

const latest = new LatestTask();

/** Tests, query by query, whether two evaluations differ: `a` is the one compared with, `b` the one looked at. */
export async function comparePaired(a: Evaluation, b: Evaluation): Promise<void> {
  const { of, task } = pairedStore.getState();
  if (of?.[0] === a.key && of[1] === b.key && task.phase !== "failed") return;
  await latest.run(
    async (signal) => {
      pairedStore.setState({ of: [a.key, b.key], task: { phase: "running", done: 0, total: tested.length } });
      const [first, second] = [judgedList(a.queries), judgedList(b.queries)];
      const compared: ComparedMetric[] = [];
      for (const metric of allMetrics) {
        if (metric.kind !== "query" || !tested.includes(metric.id)) continue;
        const comparison = await services().analyst.compare(
          signal,
          Float64Array.from(first, metric.valueOf),
          Float64Array.from(second, metric.valueOf),
        );
        compared.push({ metric, comparison });
        signal.throwIfAborted();
        pairedStore.setState({ task: { phase: "running", done: compared.length, total: tested.length } });
      }
      pairedStore.setState({ task: { phase: "done", value: compared } });
    },
    (error) => pairedStore.setState({ task: { phase: "failed", error } }),
  );
}

export function cancelPaired(): void {
  latest.cancel();
  pairedStore.setState({ task: idle, of: null });
}
