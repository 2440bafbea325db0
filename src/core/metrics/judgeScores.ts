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
  const foundScores = Float32Array.from(found, (row) => scores[row]!);
  // Rows that take no rank score -Infinity, and nothing is as low as that.
  const least = Math.max(minScore, -Number.MAX_VALUE);
  const lowest = Math.max(least, found.length === 0 ? Infinity : foundScores[found.length - 1]!);
  let worst = Math.max(least, best.worstScore);
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]!;
    if (score >= worst) {
      best.offer(score, row);
      worst = Math.max(least, best.worstScore);
    }
    if (score < lowest) continue;
    const above = firstNotAbove(foundScores, score);
    // Ties are rare: only they need the order of rows.
    const behind = foundScores[above] === score ? firstBehind(foundScores, found, above, row) : above;
    between[behind]!++;
    if (foundScores[behind - 1] === score && found[behind - 1] !== row) tiedBehind[behind - 1]!++;
  }
  return { between, tiedBehind };
}

/** The first found row, of those that score as a row does and of those behind, that stands behind it. */
function firstBehind(foundScores: Float32Array, found: readonly number[], first: number, row: number): number {
  const score = foundScores[first]!;
  let behind = first;
  while (behind < found.length && foundScores[behind] === score && found[behind]! <= row) behind++;
  return behind;
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

/** Fewer than this are looked through sooner than they are halved. */
const fewScores = 12;

/** Place of the first of falling scores that is not above a score; their number where all are. */
function firstNotAbove(falling: Float32Array, score: number): number {
  let low = 0;
  if (falling.length < fewScores) {
    while (low < falling.length && falling[low]! > score) low++;
    return low;
  }
  let high = falling.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (falling[middle]! > score) low = middle + 1;
    else high = middle;
  }
  return low;
}
