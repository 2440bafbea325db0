import { seededRandom } from "../numeric/random";
import { allMetrics } from "./allMetrics";
import { judgedList, type JudgedQueries } from "./judgedQueries";
import type { JudgedPairs, Metric, MetricEstimate } from "./metric";
import { predictFirst, type QueryWeights } from "./predictions";

/** How intervals are made. */
export interface Bootstrap {
  /** How often queries are drawn anew; 0 gives no intervals. */
  readonly resamples: number;
  readonly seed: number;
  /** Lets messages in between draws, and throws if the work was cancelled. */
  readonly pause: () => Promise<void>;
}

/** Share of resamples that an interval holds. */
const level = 0.95;
/** Draws between pauses take some milliseconds each at ten thousand queries. */
const drawsBetweenPauses = 10;

/**
 * Every metric of a set, with 95 % intervals by the percentile bootstrap over queries: as many queries as there are, drawn
 * with replacement, some counting twice and others not at all.
 *
 * The gallery is kept as it is: an interval says how far other queries of the same kind would move a value, not what
 * another gallery would.
 *
 * @see Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13
 */
export async function estimateMetrics(
  judged: JudgedQueries,
  bootstrap: Bootstrap,
  metrics: readonly Metric[] = allMetrics,
): Promise<MetricEstimate[]> {
  const evaluators = makeEvaluators(judged, metrics);
  const values = evaluators.map((evaluate) => evaluate(null));
  const { resamples, seed, pause } = bootstrap;
  const drawn = evaluators.map(() => new Float64Array(resamples));
  const random = seededRandom(seed);
  const weights = new Uint32Array(judged.count);
  for (let draw = 0; draw < resamples; draw++) {
    weights.fill(0);
    for (let i = 0; i < judged.count; i++) weights[random.integer(judged.count)]!++;
    evaluators.forEach((evaluate, metric) => (drawn[metric]![draw] = evaluate(weights)));
    if (draw % drawsBetweenPauses === 0) await pause();
  }
  return metrics.map(({ id }, metric) => {
    // A draw of queries that all have nothing to find has no value.
    const sorted = drawn[metric]!.filter((value) => !Number.isNaN(value)).sort();
    const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
    return { id, value: values[metric]!, low: at((1 - level) / 2), high: at((1 + level) / 2) };
  });
}

type Evaluator = (weights: QueryWeights) => number;

function makeEvaluators(judged: JudgedQueries, metrics: readonly Metric[]): Evaluator[] {
  const queries = judgedList(judged);
  const pairs: JudgedPairs = { firstTen: predictFirst(judged, 10), first: predictFirst(judged, 1) };
  return metrics.map((metric) => {
    if (metric.kind === "pair") return (weights) => metric.valueOf(pairs, weights);
    const values = Float64Array.from(queries, metric.valueOf);
    return metric.isPerIdentity ? identityMean(values, judged.identities) : (weights) => weightedMean(values, weights);
  });
}

function weightedMean(values: Float64Array, weights: QueryWeights): number {
  let sum = 0;
  let count = 0;
  for (let query = 0; query < values.length; query++) {
    const value = values[query]!;
    if (Number.isNaN(value)) continue;
    const weight = weights === null ? 1 : weights[query]!;
    sum += weight * value;
    count += weight;
  }
  return sum / count;
}

/** The mean over identities of the mean within each. */
function identityMean(values: Float64Array, identities: Uint32Array): Evaluator {
  const places = new Map<number, number>();
  for (const identity of identities) if (!places.has(identity)) places.set(identity, places.size);
  const placeOf = Uint32Array.from(identities, (identity) => places.get(identity)!);
  const sums = new Float64Array(places.size);
  const counts = new Float64Array(places.size);
  return (weights) => {
    sums.fill(0);
    counts.fill(0);
    for (let query = 0; query < values.length; query++) {
      const value = values[query]!;
      const weight = weights === null ? 1 : weights[query]!;
      if (weight === 0 || Number.isNaN(value)) continue;
      sums[placeOf[query]!]! += weight * value;
      counts[placeOf[query]!]! += weight;
    }
    let total = 0;
    let counted = 0;
    for (let place = 0; place < sums.length; place++) {
      if (counts[place] === 0) continue;
      total += sums[place]! / counts[place]!;
      counted++;
    }
    return total / counted;
  };
}
