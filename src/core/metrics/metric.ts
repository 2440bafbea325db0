import type { JudgedQuery } from "./judgedQueries";
import type { Predictions, QueryWeights } from "./predictions";

interface MetricWords {
  /** Short and lasting: what files and addresses call it. */
  readonly id: string;
  /** As the field writes it. */
  readonly label: string;
  /** One or two sentences that say what is computed. */
  readonly definition: string;
  /** What becomes of ties, of queries with nothing to find, and of junk. */
  readonly edgeCases: string;
  /** Paper or code. */
  readonly source: string;
}

/** A metric that is a mean over queries of a value of each. */
export interface QueryMetric extends MetricWords {
  readonly kind: "query";
  /** In [0, 1]; NaN leaves the query out. */
  readonly valueOf: (query: JudgedQuery) => number;
  /** Whether values are averaged within each identity before they are over identities. */
  readonly isPerIdentity: boolean;
}

/** What a metric of pairs reads: predictions that are sorted once. */
export interface JudgedPairs {
  /** The first ten hits of every query. */
  readonly firstTen: Predictions;
  /** The first hit of every query. */
  readonly first: Predictions;
}

/** A metric over the pairs of all queries together. */
export interface PairMetric extends MetricWords {
  readonly kind: "pair";
  /** In [0, 1]; NaN where there is nothing to find. */
  readonly valueOf: (pairs: JudgedPairs, weights: QueryWeights) => number;
}

/** A metric: what it is called, what it means, and how it is computed. */
export type Metric = QueryMetric | PairMetric;

/** A metric's value over a set, with the interval that resampled queries give. */
export interface MetricEstimate {
  readonly id: string;
  /** NaN where no query counts. */
  readonly value: number;
  /** Bounds of the 95 % interval; NaN where none was computed. */
  readonly low: number;
  readonly high: number;
}
