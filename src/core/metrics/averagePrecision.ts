/**
 * Average precision of one ranking: the mean, over all relevant rows, of the precision at the rank where each is found.
 *
 * This is the rectangle rule of Market-1501 and DeepPatent's script, which differs from the trapezoids of the Oxford
 * benchmarks. A relevant row that the ranking does not hold counts with precision 0.
 *
 * @param isRelevant by rank, best first; 1 for a relevant hit, else 0
 * @param relevantCount how many relevant rows there are in the gallery
 * @returns a value in [0, 1]; NaN if there is nothing relevant, and the caller must leave that query out of a mean
 * @see Zheng et al., Scalable person re-identification: a benchmark, ICCV 2015
 */
export function averagePrecision(isRelevant: Uint8Array, relevantCount: number): number {
  if (relevantCount === 0) return NaN;
  let found = 0;
  let sum = 0;
  for (let rank = 0; rank < isRelevant.length; rank++) {
    if (isRelevant[rank] === 1) sum += ++found / (rank + 1);
  }
  return sum / relevantCount;
}

/**
 * Average precision, by the same rule, of a ranking of which only the ranks of relevant rows are known.
 *
 * @param ranks of the relevant rows that were found, from 0, ascending
 * @param relevantCount how many relevant rows there are in the gallery
 */
export function averagePrecisionOfRanks(ranks: Uint32Array, relevantCount: number): number {
  if (relevantCount === 0) return NaN;
  let sum = 0;
  for (let i = 0; i < ranks.length; i++) sum += (i + 1) / (ranks[i]! + 1);
  return sum / relevantCount;
}
