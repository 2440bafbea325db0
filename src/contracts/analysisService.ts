import type { PairedComparison } from "../core/metrics/compareOutcomes";
import type { EvaluationPlan } from "../core/metrics/evaluationPlan";
import type { JudgedQueries } from "../core/metrics/judgedQueries";
import type { MetricEstimate } from "../core/metrics/metric";
import type { PairHistogram } from "../core/metrics/pairHistogram";
import type { OtherItems } from "../core/metrics/otherItems";
import type { CheckpointFusion, SwitchedStep } from "../core/ranking/rankRecipe";
import type { PageTableSource } from "./searchService";

/** One query and its first hits, to be ranked anew among themselves. */
export interface RankedHits {
  readonly dimension: number;
  /** [V, D] its views; a hit counts by the one that it matches best. */
  readonly query: Float32Array;
  /** [K, D], best first as they were found. */
  readonly hits: Float32Array<ArrayBuffer>;
  /** The place among the hits that shows the query's own picture; -1 where none does. */
  readonly ownPlace: number;
}

/** How hits stand after the steps. */
export interface RerankedHits {
  /** Places of the hits as they were found, in their new order; the query's own is left out, as are hits below a threshold. */
  readonly order: Uint32Array<ArrayBuffer>;
  /** In the new order. */
  readonly scores: Float32Array<ArrayBuffer>;
  readonly milliseconds: number;
  readonly notes: readonly string[];
}

/** A data set to be measured: tables of the same items in the same order, one for each checkpoint. */
export interface MeasuredSet {
  readonly tables: readonly PageTableSource[];
  readonly plan: EvaluationPlan;
  /** Items that are neither query nor gallery, by rows of the tables. */
  readonly others: OtherItems;
}

/** How far a measurement is. */
export interface MeasureProgress {
  readonly stage: "reading" | "preparing" | "ranking" | "estimating";
  readonly done: number;
  readonly total: number;
}

/** What became of all queries of a set. Rows, those of `best` too, are candidates of the plan. */
export interface MeasuredQueries {
  /** In the order of the plan's queries. */
  readonly queries: JudgedQueries;
  /** Every metric, with intervals. */
  readonly metrics: readonly MetricEstimate[];
  /** Scores of all pairs. */
  readonly pairs: PairHistogram;
  readonly milliseconds: number;
  readonly notes: readonly string[];
  /** What computed the scores. */
  readonly backend: string;
}

/** The analysis worker: ranks anew, measures and judges, which on the page would be a long task each. */
export interface AnalysisService {
  /** Runs a recipe's steps over one query and its first hits. */
  rerank(jobId: number, hits: RankedHits, steps: readonly SwitchedStep[]): Promise<RerankedHits>;
  /** Reads the tables of a set, which stay in memory until another is opened. */
  openSet(jobId: number, set: MeasuredSet, onProgress: (progress: MeasureProgress) => void): Promise<void>;
  /** Runs a recipe's steps over all queries of the open set, and judges the rankings. */
  measure(
    jobId: number,
    recipe: { readonly steps: readonly SwitchedStep[]; readonly fusion: CheckpointFusion },
    onProgress: (progress: MeasureProgress) => void,
  ): Promise<MeasuredQueries>;
  /** Tests two systems by a value of each query, [Q] each, NaN where a query does not count. */
  compare(jobId: number, first: Float64Array, second: Float64Array): Promise<PairedComparison>;
  cancel(jobId: number): void;
}
