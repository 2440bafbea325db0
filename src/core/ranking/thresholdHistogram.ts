/** Scores counted in bins of equal width between the lowest and the highest score. */
export interface ScoreHistogram {
  readonly lowest: number;
  readonly highest: number;
  /** [bins], from low scores to high; a score on an edge counts in the higher bin, the highest in the last. */
  readonly counts: Uint32Array<ArrayBuffer>;
}

/**
 * The distribution of scores behind a threshold slider.
 *
 * @param scores in any order, finite; null is returned where there are none
 * @param bins at least 1; all scores fall into the last where they are equal
 */
export function thresholdHistogram(scores: Float32Array, bins: number): ScoreHistogram | null {
  if (scores.length === 0) return null;
  let lowest = Infinity;
  let highest = -Infinity;
  for (const score of scores) {
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  const counts = new Uint32Array(bins);
  const binsPerScore = highest > lowest ? bins / (highest - lowest) : Infinity;
  for (const score of scores) {
    const bin = score === highest ? bins - 1 : Math.min(bins - 1, Math.floor((score - lowest) * binsPerScore));
    counts[bin]!++;
  }
  return { lowest, highest, counts };
}
