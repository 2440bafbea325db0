import { seededRandom } from "../numeric/random";

/** How two systems stand on the same queries. */
export interface PairedComparison {
  /** Queries that both have a value for. */
  readonly count: number;
  /** Queries that the second does better. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Mean of the second minus mean of the first. */
  readonly meanDifference: number;
  /** 95 % interval of the mean difference, by the percentile bootstrap over queries. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, by randomization: how often random signs give a mean difference as large. */
  readonly pValue: number;
  /** Two-sided, by the sign test: how likely as uneven a win–loss count is if both were as good. */
  readonly signPValue: number;
}

/** Differences smaller than this come from rounding. */
const leastDifference = 1e-9;
const rounds = 10_000;

/**
 * Compares two systems by a value of each query, paired.
 *
 * Randomization (Fisher's) makes no assumption of how values are spread: if the systems were alike, either could have given
 * either value of a query. With 10,000 rounds p is no smaller than 1/10,001.
 *
 * @param first [Q] values, NaN where a query does not count
 * @param second [Q]
 * @see Smucker, Allan and Carterette, A comparison of statistical significance tests for information retrieval evaluation,
 *   CIKM 2007
 */
export function compareOutcomes(first: Float64Array, second: Float64Array, seed = 7): PairedComparison {
  const differences = Float64Array.from(second, (value, query) => value - first[query]!).filter(
    (difference) => !Number.isNaN(difference),
  );
  const wins = differences.reduce((sum, value) => sum + Number(value > leastDifference), 0);
  const losses = differences.reduce((sum, value) => sum + Number(value < -leastDifference), 0);
  const count = differences.length;
  const meanDifference = differences.reduce((sum, value) => sum + value, 0) / count;
  // Queries that both do alike change nothing in either test, and are most of them where systems are near.
  const changed = differences.filter((value) => Math.abs(value) > leastDifference);
  return {
    count,
    wins,
    losses,
    ties: count - wins - losses,
    meanDifference,
    ...differenceInterval(changed, count, seed),
    pValue: randomizationPValue(changed, seed),
    signPValue: signTest(wins, losses),
  };
}

/** Bounds of the mean of `count` differences, of which all but the changed are 0. */
function differenceInterval(
  changed: Float64Array,
  count: number,
  seed: number,
): { readonly low: number; readonly high: number } {
  const random = seededRandom(seed);
  const means = new Float64Array(2000);
  for (let draw = 0; draw < means.length; draw++) {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const query = random.integer(count);
      if (query < changed.length) sum += changed[query]!;
    }
    means[draw] = sum / count;
  }
  means.sort();
  return { low: means[Math.round(0.025 * 1999)] ?? NaN, high: means[Math.round(0.975 * 1999)] ?? NaN };
}

function randomizationPValue(changed: Float64Array, seed: number): number {
  const observed = Math.abs(changed.reduce((sum, value) => sum + value, 0));
  const random = seededRandom(seed + 1);
  let asLarge = 0;
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    let bits = 0;
    for (let i = 0; i < changed.length; i++) {
      if (i % 31 === 0) bits = random.integer(2 ** 31);
      sum += (bits & 1) === 1 ? changed[i]! : -changed[i]!;
      bits >>= 1;
    }
    if (Math.abs(sum) >= observed - leastDifference) asLarge++;
  }
  return (asLarge + 1) / (rounds + 1);
}

/**
 * Two-sided sign test: the chance of a split at least as uneven between two that are alike, exact by the binomial
 * distribution. Ties are left out.
 */
export function signTest(wins: number, losses: number): number {
  const count = wins + losses;
  if (count === 0) return 1;
  const fewer = Math.min(wins, losses);
  // Terms are added as logarithms: those of thousands of queries are too small for a number.
  let term = -count * Math.LN2;
  let sum = Math.exp(term);
  for (let k = 1; k <= fewer; k++) {
    term += Math.log((count - k + 1) / k);
    sum += Math.exp(term);
  }
  return Math.min(1, 2 * sum);
}
