// The other readings of "average precision" that published figures are in. The plain one is `averagePrecision`.

/**
 * Average precision with trapezoids, by the rule of the Oxford and Paris benchmarks: at each relevant row the mean of the
 * precisions right before and at it, where the precision before the first rank is 1.
 *
 * @param ranks of the relevant rows that were found, from 0, ascending; junk takes no rank
 * @param relevantCount R, how many rows should be found
 * @returns in [0, 1]; NaN if R is 0
 * @see Philbin et al., Object retrieval with large vocabularies and fast spatial matching, CVPR 2007 (compute_ap)
 */
export function trapezoidAveragePrecision(ranks: Uint32Array, relevantCount: number): number {
  if (relevantCount === 0) return NaN;
  let sum = 0;
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i]!;
    const before = rank === 0 ? 1 : i / rank;
    sum += (before + (i + 1) / (rank + 1)) / 2;
  }
  return sum / relevantCount;
}

/**
 * Average precision where rows of the same score are found at once, so that the order within a tie does not matter: each
 * counts with the precision at the end of its tie.
 *
 * @param tieEnds by found row, best first: the rank, from 0, of the last row of the same score
 * @param relevantCount R
 * @returns in [0, 1]; NaN if R is 0
 * @see scikit-learn's average_precision_score, which DeepPatent's evaluation calls
 */
export function tiedAveragePrecision(tieEnds: Uint32Array, relevantCount: number): number {
  if (relevantCount === 0) return NaN;
  let sum = 0;
  for (let first = 0; first < tieEnds.length;) {
    const end = tieEnds[first]!;
    let next = first + 1;
    while (next < tieEnds.length && tieEnds[next] === end) next++;
    sum += ((next - first) * next) / (end + 1);
    first = next;
  }
  return sum / relevantCount;
}

/**
 * Average precision of the first K ranks: precisions at relevant ranks below K, over min(R, K).
 *
 * @param ranks from 0, ascending
 * @returns in [0, 1]; NaN if R is 0
 * @see Weyand et al., Google Landmarks Dataset v2, CVPR 2020, section 5 (mAP@100)
 */
export function averagePrecisionAtK(ranks: Uint32Array, relevantCount: number, k: number): number {
  if (relevantCount === 0) return NaN;
  let sum = 0;
  for (let i = 0; i < ranks.length && ranks[i]! < k; i++) sum += (i + 1) / (ranks[i]! + 1);
  return sum / Math.min(relevantCount, k);
}

/**
 * Average precision at R: precisions at relevant ranks below R, over R, so that a query of R matches is perfect only where
 * its first R hits all match.
 *
 * @param ranks from 0, ascending
 * @returns in [0, 1]; NaN if R is 0
 * @see Musgrave et al., A metric learning reality check, ECCV 2020, section 3.2
 */
export function averagePrecisionAtR(ranks: Uint32Array, relevantCount: number): number {
  return averagePrecisionAtK(ranks, relevantCount, relevantCount);
}
