/**
 * Scores of every row for every query, a few queries at a time: all of them at once would not fit (13,000 × 38,000 are 2 GB).
 *
 * Higher is better, always: what comes as a distance is negated.
 */
export interface Scorer {
  readonly queries: number;
  readonly rows: number;
  /**
   * Writes the scores of queries `from` to `to - 1`, [to - from, rows], row-major.
   *
   * @param into at least (to - from) × rows long
   */
  score(from: number, to: number, into: Float32Array): Promise<void>;
}
