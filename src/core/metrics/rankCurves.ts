import { countWithin, hitAtK } from "./rankMeasures";
import type { JudgedQuery } from "./judgedQueries";

/** CMC: by K from 1, the share of queries with a match among the first K. */
export function cmcCurve(queries: readonly JudgedQuery[], most: number): Float64Array {
  const counted = queries.filter(({ relevantCount }) => relevantCount > 0);
  return Float64Array.from({ length: most }, (_, i) => {
    const hits = counted.reduce((sum, { ranks, relevantCount }) => sum + hitAtK(ranks, relevantCount, i + 1), 0);
    return hits / counted.length;
  });
}

/** How many recall levels a precision–recall curve has: 0, 0.01 … 1. */
export const recallLevels = 101;

/**
 * Mean over queries of interpolated precision: at each level of recall the best precision at that recall or a higher one.
 *
 * @returns [101], for recall 0, 0.01 … 1
 * @see Manning, Raghavan and Schütze, Introduction to information retrieval, 2008, section 8.4
 */
export function precisionRecallCurve(queries: readonly JudgedQuery[]): Float64Array {
  const curve = new Float64Array(recallLevels);
  let counted = 0;
  for (const { ranks, relevantCount } of queries) {
    if (relevantCount === 0) continue;
    counted++;
    let best = 0;
    let found = ranks.length;
    for (let level = recallLevels - 1; level >= 0; level--) {
      // The first match that reaches the recall; rounding must not ask for one more.
      const needed = Math.max(1, Math.ceil((level / (recallLevels - 1)) * relevantCount - 1e-9));
      while (found >= needed) best = Math.max(best, found / (ranks[--found]! + 1));
      curve[level]! += best;
    }
  }
  return curve.map((sum) => sum / counted);
}

/** How many queries have an average precision in each of the bins between 0 and 1; 1 is in the last. */
export function averagePrecisionHistogram(queries: readonly JudgedQuery[], bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (const { averagePrecision } of queries) {
    if (!Number.isNaN(averagePrecision)) counts[Math.min(bins - 1, Math.floor(averagePrecision * bins))]!++;
  }
  return counts;
}

/** Score of the best match minus that of the best wrong hit: how narrowly a query is right or wrong. NaN where either is missing. */
export function marginOf(query: JudgedQuery): number {
  const { ranks, rankScores, bestScores } = query;
  if (ranks.length === 0) return NaN;
  const firstWrong = firstWrongRank(query);
  const wrong = bestScores[firstWrong];
  return wrong === undefined ? NaN : rankScores[0]! - wrong;
}

/** Rank, from 0, of the first hit that is no match. */
export function firstWrongRank({ ranks }: Pick<JudgedQuery, "ranks">): number {
  let rank = 0;
  while (countWithin(ranks, rank + 1) === rank + 1) rank++;
  return rank;
}
