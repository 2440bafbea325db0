import { TopK } from "../numeric/topK";
import type { JudgedQuery } from "./judgedQueries";

/** What a query's scores are judged by. */
export interface ScoreJudgement {
  readonly identity: number;
  /** Rows that should be found, ascending; none of them is ignored. */
  readonly relevant: Uint32Array;
  /** Rows that take no rank: the query's own, and junk, as a person's pictures by the query's own camera. */
  readonly ignored: Uint32Array;
  /** Rows that score lower are not found; -Infinity where all are. */
  readonly minScore: number;
}

/**
 * Judges the scores of all rows for one query, without sorting them: a relevant row's rank is the number of rows that
 * score higher, or as high and stand before it.
 *
 * Takes time in proportion to the rows and to those that score above the lowest relevant one.
 *
 * @param scores [N], no NaN; those of ignored rows are overwritten with -Infinity
 * @param bestCount how many of the best rows are wanted
 */
export function judgeScores(
  scores: Float32Array,
  judgement: ScoreJudgement,
  bestCount: number,
): Omit<JudgedQuery, "averagePrecision" | "firstHit"> {
  const { identity, relevant, ignored, minScore } = judgement;
  for (const row of ignored) scores[row] = -Infinity;
  const found = [...relevant]
    .filter((row) => scores[row]! >= minScore)
    .sort((a, b) => scores[b]! - scores[a]! || a - b);
  const best = new TopK(bestCount);
  const { between, tiedBehind } = countRows(scores, found, minScore, best);
  const ranks = new Uint32Array(found.length);
  let before = 0;
  for (let i = 0; i < found.length; i++) {
    before += between[i]!;
    // Found rows count one another: the row itself is among those that are not behind it.
    ranks[i] = before;
  }
  const first = best.takeRanking();
  return {
    identity,
    ranks,
    tieEnds: endsOfTies(scores, found, ranks, tiedBehind),
    rankScores: Float32Array.from(found, (row) => scores[row]!),
    relevantCount: relevant.length,
    best: first.rows,
    bestScores: first.scores,
  };
}

/** How many rows stand before found row i but not before i - 1, and how many score as i does and stand right behind it. */
function countRows(
  scores: Float32Array,
  found: readonly number[],
  minScore: number,
  best: TopK,
): { readonly between: Uint32Array; readonly tiedBehind: Uint32Array } {
  const between = new Uint32Array(found.length + 1);
  const tiedBehind = new Uint32Array(found.length);
  const lowest = found.length === 0 ? Infinity : scores[found[found.length - 1]!]!;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!;
    if (score < lowest && score < best.worstScore) continue;
    if (score === -Infinity || score < minScore) continue;
    if (score >= best.worstScore) best.offer(score, row);
    if (score < lowest) continue;
    const behind = firstBehind(scores, found, score, row);
    between[behind]!++;
    const last = found[behind - 1];
    if (last !== undefined && last !== row && scores[last] === score) tiedBehind[behind - 1]!++;
  }
  return { between, tiedBehind };
}

/** By found row: the rank of the last row of its score. */
function endsOfTies(
  scores: Float32Array,
  found: readonly number[],
  ranks: Uint32Array,
  tiedBehind: Uint32Array,
): Uint32Array {
  const ends = new Uint32Array(found.length);
  for (let i = found.length - 1; i >= 0; i--) {
    const next = found[i + 1];
    const isTied = next !== undefined && scores[next] === scores[found[i]!];
    ends[i] = isTied ? ends[i + 1]! : ranks[i]! + tiedBehind[i]!;
  }
  return ends;
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
