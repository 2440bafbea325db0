// One query of several pictures ("views" of one object): a ranking for each, made into one.
import type { Ranking } from "./ranking";
import { rankScores } from "./rankScores";

/** How the scores of several views become one. */
export type FusionRule = "max" | "mean" | "reciprocal-rank";

/** The complete ranking of one view; a weight of 0 leaves the view out. */
export interface WeightedView {
  readonly ranking: Ranking;
  /** At least 0; only the ratio of weights counts. */
  readonly weight: number;
}

/** A fused ranking, and which view each hit matched best. */
export interface FusedRanking extends Ranking {
  /** By rank: a position in the list of views. */
  readonly views: Uint8Array<ArrayBuffer>;
}

/** Dampens the first ranks of reciprocal rank fusion; the value of the paper. */
export const reciprocalRankOffset = 60;

/**
 * Fuses complete rankings of the same rows into one, ties by lower row.
 *
 * - `max`: the best weighted score. The largest weight counts as 1; a negative score is not scaled, which would raise it.
 * - `mean`: the weighted mean of scores.
 * - `reciprocal-rank`: the sum of weight / (60 + rank), scaled so that a hit that is first in every view has 1.
 *
 * The view that a hit matched best is the one that gave `max` its score, else the one of its highest score; ties go to
 * the earlier view.
 *
 * @param views 1 to 255 rankings of rows 0 to N - 1, each complete; at least one weight above 0
 * @throws Error if a ranking is not complete or no view counts, which are bugs of the caller
 * @see Cormack, Clarke and Büttcher, Reciprocal rank fusion, SIGIR 2009
 */
export function fuseRankings(views: readonly WeightedView[], rule: FusionRule): FusedRanking {
  const rowCount = views[0]?.ranking.rows.length ?? 0;
  refuseUnfit(views, rowCount);
  const sums = new Float32Array(rowCount);
  const best = { scores: new Float32Array(rowCount).fill(-Infinity), views: new Uint8Array(rowCount) };
  const heaviest = Math.max(...views.map((view) => view.weight));
  const total = views.reduce((sum, view) => sum + view.weight, 0);
  views.forEach(({ ranking, weight }, view) => {
    if (weight === 0) return;
    switch (rule) {
      case "max":
        noteBest(best, ranking, view, weight / heaviest);
        break;
      case "mean":
        addScores(sums, ranking, weight / total);
        noteBest(best, ranking, view, 1);
        break;
      case "reciprocal-rank":
        addReciprocalRanks(sums, ranking, (weight / total) * (reciprocalRankOffset + 1));
        noteBest(best, ranking, view, 1);
        break;
    }
  });
  const { rows, scores } = rankScores(rule === "max" ? best.scores : sums);
  const viewsByRank = new Uint8Array(rowCount);
  for (let rank = 0; rank < rowCount; rank++) viewsByRank[rank] = best.views[rows[rank]!]!;
  return { rows, scores, views: viewsByRank };
}

interface BestView {
  readonly scores: Float32Array;
  readonly views: Uint8Array;
}

function noteBest(best: BestView, { rows, scores }: Ranking, view: number, scale: number): void {
  for (let rank = 0; rank < rows.length; rank++) {
    const row = rows[rank]!;
    const score = scores[rank]!;
    const scaled = score > 0 ? Math.fround(score * scale) : score;
    if (scaled <= best.scores[row]!) continue;
    best.scores[row] = scaled;
    best.views[row] = view;
  }
}

function addScores(sums: Float32Array, { rows, scores }: Ranking, weight: number): void {
  for (let rank = 0; rank < rows.length; rank++) sums[rows[rank]!]! += weight * scores[rank]!;
}

function addReciprocalRanks(sums: Float32Array, { rows }: Ranking, weight: number): void {
  for (let rank = 0; rank < rows.length; rank++) sums[rows[rank]!]! += weight / (reciprocalRankOffset + 1 + rank);
}

function refuseUnfit(views: readonly WeightedView[], rowCount: number): void {
  if (!views.some((view) => view.weight > 0)) throw new Error("fusion needs a view of a weight above 0");
  if (views.length > 255) throw new Error(`fusion takes at most 255 views, not ${views.length}`);
  for (const { ranking, weight } of views) {
    if (!(weight >= 0)) throw new Error(`a view's weight must be at least 0, not ${weight}`);
    const highest = highestRow(ranking.rows);
    if (ranking.rows.length === rowCount && highest < Math.max(1, rowCount)) continue;
    throw new Error(
      `fusion needs complete rankings of ${rowCount} rows; one has ${ranking.rows.length} up to row ${highest}`,
    );
  }
}

function highestRow(rows: Uint32Array): number {
  let highest = 0;
  for (let rank = 0; rank < rows.length; rank++) if (rows[rank]! > highest) highest = rows[rank]!;
  return highest;
}
