import type { CheckpointFusion } from "./rankRecipe";
import { rankScores } from "./rankScores";
import type { Scorer } from "./scorer";

/** Ranks from which a vote counts nothing: the voters are each checkpoint's first ten. */
const voters = 10;
/** Dampens the first ranks; the value of the paper. */
const reciprocalRankOffset = 60;

/**
 * Joins the scores of several rankings of the same rows.
 *
 * - `distance-mean`: the weighted mean of scores, which are negated distances.
 * - `votes`: weight / rank of each ranking's first ten, summed; rows without a vote stand behind, by their ranks.
 * - `reciprocal-rank`: weight / (60 + rank), summed.
 *
 * @param weights at least 0, one for each scorer; at least one above 0
 * @see DIGIX 2020, second and third place (votes; distances); Cormack, Clarke and Büttcher, Reciprocal rank fusion, SIGIR 2009
 */
export function fusedScorer(
  scorers: readonly Scorer[],
  {
    rule,
    weights,
  }: { readonly rule: Exclude<CheckpointFusion["rule"], "concatenate">; readonly weights: readonly number[] },
): Scorer {
  const [first] = scorers;
  if (first === undefined) throw new Error("fusion needs a scorer");
  const { queries, rows } = first;
  if (scorers.some((scorer) => scorer.queries !== queries || scorer.rows !== rows)) {
    throw new Error("fusion needs scorers of the same queries and rows");
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    queries,
    rows,
    score: async (from, to, into) => {
      const size = (to - from) * rows;
      const own = new Float32Array(size);
      into.fill(0, 0, size);
      for (const [at, scorer] of scorers.entries()) {
        const weight = (weights[at] ?? 1) / total;
        if (weight === 0) continue;
        await scorer.score(from, to, own);
        for (let start = 0; start < size; start += rows) {
          addScores(into.subarray(start, start + rows), own.subarray(start, start + rows), weight, rule);
        }
      }
    },
  };
}

function addScores(
  into: Float32Array,
  scores: Float32Array,
  weight: number,
  rule: Exclude<CheckpointFusion["rule"], "concatenate">,
): void {
  if (rule === "distance-mean") {
    for (let row = 0; row < scores.length; row++) into[row]! += weight * scores[row]!;
    return;
  }
  const ranked = rankScores(scores).rows;
  for (let rank = 0; rank < ranked.length; rank++) {
    into[ranked[rank]!]! +=
      weight * (rule === "votes" ? voteOf(rank, ranked.length) : 1 / (reciprocalRankOffset + 1 + rank));
  }
}

/** 1 / rank among the first ten; behind them what keeps the order and stays below the least vote. */
function voteOf(rank: number, rows: number): number {
  if (rank < voters) return 1 / (rank + 1);
  return (0.5 / voters) * (1 - rank / rows) * 1e-3;
}
