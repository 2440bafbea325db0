import { TopK } from "../numeric/topK";
import { averagePrecisionOfRanks } from "./averagePrecision";
import type { QueryOutcome } from "./evaluate";

/** What a query's scores are judged by. */
export interface ScoreJudgement {
  readonly identity: string | number;
  /** Rows that should be found, ascending, without the query's own. */
  readonly relevant: Uint32Array;
  /** The query's own row, which takes no rank; -1 where it has none. */
  readonly ownRow: number;
  /** Rows that score lower are not found; -Infinity where all are. */
  readonly minScore: number;
}

/** What one query's scores come to. */
export interface JudgedScores extends QueryOutcome {
  /** Ranks, from 0, of the relevant rows that were found, ascending. */
  readonly ranks: Uint32Array<ArrayBuffer>;
  /** How many rows should be found. */
  readonly relevantCount: number;
  /** The best rows, best first, without the query's own. */
  readonly best: readonly number[];
}

/**
 * Judges the scores of all rows for one query, without sorting them: a relevant row's rank is the number of rows that
 * score higher, or as high and stand before it.
 *
 * Takes time in proportion to the rows and to those that score above the lowest relevant one.
 *
 * @param scores [N], no NaN
 * @param bestCount how many of the best rows are wanted
 */
export function judgeScores(scores: Float32Array, judgement: ScoreJudgement, bestCount: number): JudgedScores {
  const { identity, relevant, ownRow, minScore } = judgement;
  const found = [...relevant]
    .filter((row) => scores[row]! >= minScore)
    .sort((a, b) => scores[b]! - scores[a]! || a - b);
  // How many rows stand before found row i but not before i - 1.
  const between = new Uint32Array(found.length + 1);
  const lowest = found.length === 0 ? Infinity : scores[found[found.length - 1]!]!;
  const best = new TopK(bestCount);
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!;
    if (score < lowest && score < best.worstScore) continue;
    if (row === ownRow || score < minScore) continue;
    if (score >= best.worstScore) best.offer(score, row);
    if (score >= lowest) between[firstBehind(scores, found, score, row)]!++;
  }
  const ranks = new Uint32Array(found.length);
  let before = 0;
  for (let i = 0; i < found.length; i++) {
    before += between[i]!;
    // Found rows count one another: the row itself is among those that are not behind it.
    ranks[i] = before;
  }
  return {
    identity,
    averagePrecision: averagePrecisionOfRanks(ranks, relevant.length),
    firstHit: found.length === 0 ? -1 : ranks[0]!,
    ranks,
    relevantCount: relevant.length,
    best: [...best.takeRanking().rows],
  };
}

/** The first found row that stands behind a row: one that scores less, or the same and comes later. */
function firstBehind(scores: Float32Array, found: readonly number[], score: number, row: number): number {
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = found[middle]!;
    const isBehind = scores[other]! < score || (scores[other] === score && other > row);
    if (isBehind) high = middle;
    else low = middle + 1;
  }
  return low;
}
