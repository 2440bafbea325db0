import { allMetrics } from "./allMetrics";
import type { Metric, MetricEstimate } from "./metric";

/** A metric beside its value over a set. */
export interface NamedEstimate extends MetricEstimate {
  readonly metric: Metric;
}

/** Estimates with what they are of, in the order of all metrics; those of unknown names are left out. */
export function namedEstimates(estimates: readonly MetricEstimate[]): NamedEstimate[] {
  return allMetrics.flatMap((metric) => {
    const estimate = estimates.find(({ id }) => id === metric.id);
    return estimate === undefined ? [] : [{ ...estimate, metric }];
  });
}

/** The value of one metric; NaN where it was not computed. */
export function estimateOf(estimates: readonly MetricEstimate[], id: string): number {
  return estimates.find((estimate) => estimate.id === id)?.value ?? NaN;
}
