import { reciprocalRankOffset } from "./fusion";
import type { CheckpointFusion } from "./rankRecipe";
import { rankScores } from "./rankScores";
import type { Scorer } from "./scorer";

/** How scores are joined; vectors that are joined before they score need no scorer of their own. */
export type ScoreFusionRule = Exclude<CheckpointFusion["rule"], "concatenate">;

/** Ranks from which a vote counts nothing: the voters are each checkpoint's first ten. */
const voters = 10;
/** What keeps rows without a vote in order is at most this share of the least vote, too little to decide between votes. */
const voteless = 1e-9;

/**
 * Joins the scores of several rankings of the same rows.
 *
 * - `distance-mean`: the weighted mean of scores, which are negated distances.
 * - `votes`: weight / rank of each ranking's first ten, summed; rows without a vote stand behind, by the mean of their ranks.
 * - `reciprocal-rank`: weight / (60 + rank), summed.
 *
 * Weights count by their ratio. Ranks count from 1 on in the complete order of each ranking, ties by lower row.
 *
 * @param weights at least 0, one for each scorer; at least one above 0
 * @throws Error for scorers of different queries or rows, or weights that leave none, which are bugs of the caller
 * @see DIGIX 2020, second and third place (votes; distances); Cormack, Clarke and Büttcher, Reciprocal rank fusion, SIGIR 2009
 */
export function fusedScorer(
  scorers: readonly Scorer[],
  { rule, weights }: { readonly rule: ScoreFusionRule; readonly weights: readonly number[] },
): Scorer {
  const [first] = scorers;
  if (first === undefined) throw new Error("fusion needs a scorer");
  const { queries, rows } = first;
  if (scorers.some((scorer) => scorer.queries !== queries || scorer.rows !== rows)) {
    throw new Error("fusion needs scorers of the same queries and rows");
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length !== scorers.length || !(total > 0) || weights.some((weight) => !(weight >= 0))) {
    throw new Error(
      `fusion of ${scorers.length} scorers needs as many weights, one above 0; found ${weights.join(", ")}`,
    );
  }
  return {
    queries,
    rows,
    score: async (from, to, into) => {
      const size = (to - from) * rows;
      const own = new Float32Array(size);
      // In float64, so that sums of the same parts in another order stay ties.
      const sums = new Float64Array(size);
      for (const [at, scorer] of scorers.entries()) {
        const weight = weights[at]!;
        if (weight === 0) continue;
        await scorer.score(from, to, own);
        for (let start = 0; start < size; start += rows) {
          addScores(sums.subarray(start, start + rows), own.subarray(start, start + rows), weight, rule);
        }
      }
      for (let at = 0; at < size; at++) into[at] = sums[at]! / total;
    },
  };
}

function addScores(sums: Float64Array, scores: Float32Array, weight: number, rule: ScoreFusionRule): void {
  if (rule === "distance-mean") {
    for (let row = 0; row < scores.length; row++) sums[row]! += weight * scores[row]!;
    return;
  }
  const ranked = rankScores(scores).rows;
  const partOf = rule === "votes" ? voteOf : partOfRank;
  for (let place = 0; place < ranked.length; place++) sums[ranked[place]!]! += weight * partOf(place, ranked.length);
}

function partOfRank(place: number): number {
  return 1 / (reciprocalRankOffset + 1 + place);
}

/** 1 / rank among the first ten; behind them what keeps the order. */
function voteOf(place: number, rows: number): number {
  return place < voters ? 1 / (place + 1) : (voteless / voters) * (1 - place / rows);
}
