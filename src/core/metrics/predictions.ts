import { isMatchAt, type JudgedQueries, judgedQueryAt } from "./judgedQueries";

/**
 * Pairs of a query and a row that are held to match, each with a score that is compared between queries. Sorted: the
 * highest score first; among equal scores wrong pairs first, so that a tie never flatters.
 */
export interface Predictions {
  /** P */
  readonly count: number;
  /** [P] place of the query among Q. */
  readonly queries: Uint32Array<ArrayBuffer>;
  /** [P] */
  readonly scores: Float64Array<ArrayBuffer>;
  /** [P] 1 for a pair that does match. */
  readonly isMatch: Uint8Array<ArrayBuffer>;
  /** [P] the rank that the pair has within its query, from 0. */
  readonly ranks: Uint32Array<ArrayBuffer>;
  /** [Q] how many pairs of each query match, found or not. */
  readonly truths: Uint32Array<ArrayBuffer>;
}

/** One predicted pair, before sorting. */
export interface PredictedPair {
  readonly query: number;
  readonly score: number;
  readonly isMatch: boolean;
  readonly rank: number;
}

/** Sorts predicted pairs. */
export function sortPredictions(pairs: readonly PredictedPair[], truths: Uint32Array<ArrayBuffer>): Predictions {
  const sorted = pairs.toSorted((a, b) => b.score - a.score || Number(a.isMatch) - Number(b.isMatch));
  return {
    count: sorted.length,
    queries: Uint32Array.from(sorted, ({ query }) => query),
    scores: Float64Array.from(sorted, ({ score }) => score),
    isMatch: Uint8Array.from(sorted, ({ isMatch }) => Number(isMatch)),
    ranks: Uint32Array.from(sorted, ({ rank }) => rank),
    truths,
  };
}

/**
 * Every query's first K hits as predictions, as ISC21's submissions have them; the first alone, if K is 1.
 *
 * @param k at most as many as the judged queries keep of their best rows
 */
export function predictFirst(judged: JudgedQueries, k: number): Predictions {
  const pairs: PredictedPair[] = [];
  for (let query = 0; query < judged.count; query++) {
    const one = judgedQueryAt(judged, query);
    one.bestScores.subarray(0, k).forEach((score, rank) => {
      pairs.push({ query, score, isMatch: isMatchAt(one, rank), rank });
    });
  }
  return sortPredictions(pairs, judged.relevantCounts);
}

/** How often each query counts; null where each counts once. */
export type QueryWeights = Uint32Array | null;

/** A point on the way down the predictions: all of a score and above are taken. */
export interface PairPoint {
  /** Pairs that score at least this. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** Counts on the way down the predictions, told after each pair. */
function walk(
  { count, queries, isMatch }: Predictions,
  weights: QueryWeights,
  visit: (at: number, taken: number, right: number) => void,
): void {
  let taken = 0;
  let right = 0;
  for (let at = 0; at < count; at++) {
    const weight = weights === null ? 1 : weights[queries[at]!]!;
    if (weight === 0) continue;
    taken += weight;
    if (isMatch[at] === 1) right += weight;
    visit(at, taken, right);
  }
}

/** How many pairs match in all, found or not. */
export function countTruths(truths: Uint32Array, weights: QueryWeights = null): number {
  return truths.reduce((sum, count, query) => sum + count * (weights === null ? 1 : weights[query]!), 0);
}

/** Precision and recall after every pair, in the order of the predictions. */
export function pairCurve(predictions: Predictions): PairPoint[] {
  const total = countTruths(predictions.truths);
  const points: PairPoint[] = [];
  walk(predictions, null, (at, taken, right) => {
    points.push({ threshold: predictions.scores[at]!, precision: right / taken, recall: right / total });
  });
  return points;
}

/**
 * Micro average precision: the area under precision and recall over the pairs of all queries together, so that scores must
 * mean the same for every query.
 *
 * @returns in [0, 1]; NaN where no pair matches
 * @see Douze et al., The 2021 image similarity dataset and challenge, arXiv:2106.09672, section 4.3
 */
export function microAveragePrecision(predictions: Predictions, weights: QueryWeights = null): number {
  const total = countTruths(predictions.truths, weights);
  let sum = 0;
  let before = 0;
  walk(predictions, weights, (_, taken, right) => {
    sum += ((right - before) * right) / taken;
    before = right;
  });
  return total === 0 ? NaN : sum / total;
}

/**
 * The best recall at which precision is still at least as wanted.
 *
 * @param precision in (0, 1]
 * @returns null where no threshold reaches the precision
 * @see as `microAveragePrecision`; the evaluation code's recall_at_p90
 */
export function recallAtPrecision(
  predictions: Predictions,
  precision: number,
  weights: QueryWeights = null,
): PairPoint | null {
  const total = countTruths(predictions.truths, weights);
  let best: PairPoint | null = null;
  walk(predictions, weights, (at, taken, right) => {
    const recall = right / total;
    if (right / taken < precision || (best !== null && recall <= best.recall)) return;
    best = { threshold: predictions.scores[at]!, precision: right / taken, recall };
  });
  return best;
}

/**
 * Global average precision: micro average precision of one answer a query, over the queries that have something to find.
 *
 * @param first one prediction of each query that answers, sorted
 * @returns in [0, 1]; NaN where no query has anything to find
 * @see GlobalAveragePrecision in the metrics of Google Landmarks
 */
export function globalAveragePrecision(first: Predictions, weights: QueryWeights = null): number {
  return microAveragePrecision({ ...first, truths: first.truths.map((count) => Math.min(1, count)) }, weights);
}

/** F1 of matching: a query answers with its first hit where that scores enough. */
export interface MatchingF1 extends PairPoint {
  readonly f1: number;
}

/**
 * The best F1 of answering with the first hit: precision over the queries that answer, recall over those with something to
 * find.
 *
 * @param first every query's first hit, `predictFirst(judged, 1)`
 * @returns null where nothing matches
 */
export function bestMatchingF1(first: Predictions, weights: QueryWeights = null): MatchingF1 | null {
  const asked = first.truths.map((count) => Math.min(1, count));
  const total = countTruths(asked, weights);
  let best: MatchingF1 | null = null;
  walk(first, weights, (at, taken, right) => {
    const f1 = (2 * right) / (taken + total);
    // All pairs of a threshold are taken together: only the last of equal scores is a point.
    if (first.scores[at + 1] === first.scores[at] || right === 0 || (best !== null && f1 <= best.f1)) return;
    best = { threshold: first.scores[at]!, precision: right / taken, recall: right / total, f1 };
  });
  return best;
}
