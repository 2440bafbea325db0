import type { JudgedQueries } from "./judgedQueries";

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
  const pairs = collectFirst(judged, k);
  const order = orderOf(pairs.scores, pairs.isMatch);
  const sorted = {
    count: order.length,
    queries: new Uint32Array(order.length),
    scores: new Float64Array(order.length),
    isMatch: new Uint8Array(order.length),
    ranks: new Uint32Array(order.length),
    truths: judged.relevantCounts,
  };
  for (let place = 0; place < order.length; place++) {
    const pair = order[place]!;
    sorted.queries[place] = pairs.queries[pair]!;
    sorted.scores[place] = pairs.scores[pair]!;
    sorted.isMatch[place] = pairs.isMatch[pair]!;
    sorted.ranks[place] = pairs.ranks[pair]!;
  }
  return sorted;
}

/** The first K hits of every query, query by query. */
function collectFirst({ count, bestEnds, bestScores, rankEnds, ranks }: JudgedQueries, k: number) {
  const most = Math.min(bestScores.length, count * k);
  const pairs = {
    queries: new Uint32Array(most),
    scores: new Float32Array(most),
    isMatch: new Uint8Array(most),
    ranks: new Uint32Array(most),
  };
  let pair = 0;
  for (let query = 0; query < count; query++) {
    const first = query === 0 ? 0 : bestEnds[query - 1]!;
    const kept = Math.min(k, bestEnds[query]! - first);
    let match = query === 0 ? 0 : rankEnds[query - 1]!;
    for (let rank = 0; rank < kept; rank++, pair++) {
      pairs.queries[pair] = query;
      pairs.scores[pair] = bestScores[first + rank]!;
      pairs.ranks[pair] = rank;
      if (match < rankEnds[query]! && ranks[match] === rank) {
        pairs.isMatch[pair] = 1;
        match++;
      }
    }
  }
  return {
    queries: pairs.queries.subarray(0, pair),
    scores: pairs.scores.subarray(0, pair),
    isMatch: pairs.isMatch.subarray(0, pair),
    ranks: pairs.ranks.subarray(0, pair),
  };
}

/** So many pairs can be told apart in what is left of a float64 beside a score and a flag. */
const placeCodes = 2 ** 20;

/** The places of pairs, sorted. Numbers are sorted many times as fast as places by a comparison. */
function orderOf(scores: Float32Array, isMatch: Uint8Array): Uint32Array {
  const places = Uint32Array.from(scores.keys());
  if (scores.length > placeCodes) {
    return places.sort((a, b) => scores[b]! - scores[a]! || isMatch[a]! - isMatch[b]!);
  }
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const codes = new Float64Array(bits.length);
  for (let place = 0; place < bits.length; place++) {
    const value = bits[place]!;
    // Falls as the score rises; -0 is 0.
    const falling = value >>> 31 === 1 ? value : ~value & 0x7fffffff;
    codes[place] = ((falling === 0x80000000 ? 0x7fffffff : falling) * 2 + isMatch[place]!) * placeCodes + place;
  }
  codes.sort();
  for (let place = 0; place < codes.length; place++) places[place] = codes[place]! % placeCodes;
  return places;
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
  const { count, queries, isMatch, truths } = predictions;
  const total = countTruths(truths, weights);
  let sum = 0;
  let taken = 0;
  let right = 0;
  // Written out, as intervals take thousands of walks.
  for (let at = 0; at < count; at++) {
    const weight = weights === null ? 1 : weights[queries[at]!]!;
    taken += weight;
    if (isMatch[at] === 0) continue;
    right += weight;
    if (weight > 0) sum += (weight * right) / taken;
  }
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
  const { count, queries, isMatch, scores } = predictions;
  let taken = 0;
  let right = 0;
  let best = { at: -1, right: -1, taken: 1 };
  for (let at = 0; at < count; at++) {
    const weight = weights === null ? 1 : weights[queries[at]!]!;
    taken += weight;
    if (isMatch[at] === 1) right += weight;
    if (weight > 0 && right > best.right && right / taken >= precision) best = { at, right, taken };
  }
  if (best.at < 0) return null;
  const recall = best.right / countTruths(predictions.truths, weights);
  return { threshold: scores[best.at]!, precision: best.right / best.taken, recall };
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
