import { StudioError } from "../errors";
import { type Matrix, rowOf, zeroMatrix } from "../numeric/matrix";
import { normalized } from "../numeric/vectors";
import { fusedScorer } from "./fusedScorer";
import type { RankedVectors } from "./rankedVectors";
import type { CheckpointFusion, SwitchedStep } from "./rankRecipe";
import { type RankedSteps, type RankTools, runRankSteps } from "./runRankSteps";

/**
 * Runs a recipe over the vectors of one checkpoint or several.
 *
 * `concatenate` joins each item's unit vectors, times the square root of their weights, and runs the steps over the joined
 * ones; every other rule runs the steps over each checkpoint's own vectors and joins the scores.
 *
 * @param vectors of the same queries and gallery, by checkpoint
 * @param negatives [M, D] of the same items, by checkpoint; none where the data set has none
 * @throws StudioError RankRecipeError for weights that leave no checkpoint, DimensionMismatchError for checkpoints of different
 *   items, or what a step throws
 */
export async function fuseCheckpoints(
  vectors: readonly RankedVectors[],
  { steps, fusion }: { readonly steps: readonly SwitchedStep[]; readonly fusion: CheckpointFusion },
  negatives: readonly Matrix[],
  tools: Omit<RankTools, "negatives">,
): Promise<RankedSteps> {
  const [only] = vectors;
  if (vectors.length === 1 && only !== undefined) {
    return runRankSteps(only, steps, { ...tools, negatives: negatives[0] ?? null });
  }
  checkSameItems(vectors, negatives);
  const weights = checkedWeights(vectors.map((_, at) => fusion.weights[at] ?? 1));
  if (fusion.rule === "concatenate") {
    const joined: RankedVectors = {
      queries: joinColumns(
        vectors.map(({ queries }) => queries),
        weights,
      ),
      gallery: joinColumns(
        vectors.map(({ gallery }) => gallery),
        weights,
      ),
      ownRows: only?.ownRows ?? null,
    };
    return runRankSteps(joined, steps, { ...tools, negatives: joinColumns(negatives, weights) });
  }
  const ranked: RankedSteps[] = [];
  for (const [at, each] of vectors.entries()) {
    ranked.push(await runRankSteps(each, steps, { ...tools, negatives: negatives[at] ?? null }));
  }
  return {
    scorer: fusedScorer(
      ranked.map(({ scorer }) => scorer),
      { rule: fusion.rule, weights },
    ),
    minScore: ranked[0]?.minScore ?? -Infinity,
    notes: [...new Set(ranked.flatMap(({ notes }) => notes))],
  };
}

/** Every checkpoint must have embedded the same queries and gallery: rows are joined by their number. */
function checkSameItems(vectors: readonly RankedVectors[], negatives: readonly Matrix[]): void {
  const counts = vectors.map(
    ({ queries, gallery }, at) => `${queries.rows}, ${gallery.rows} and ${negatives[at]?.rows ?? 0}`,
  );
  const other = counts.findIndex((count) => count !== counts[0]);
  if (other < 0) return;
  throw new StudioError(
    "DimensionMismatchError",
    `expected as many queries, gallery items and other items of every checkpoint; the first has ${counts[0]!}, ` +
      `number ${other + 1} ${counts[other]!}`,
    "Embed the same data set with every checkpoint.",
  );
}

function checkedWeights(weights: readonly number[]): readonly number[] {
  const areFit = weights.every((weight) => Number.isFinite(weight) && weight >= 0);
  if (areFit && weights.some((weight) => weight > 0)) return weights;
  throw new StudioError(
    "RankRecipeError",
    `expected weights of checkpoints from 0 on, one of them above 0; found ${weights.join(", ")}`,
    "Raise one of the weights.",
  );
}

/** Rows side by side, each part at unit length times the square root of its weight, so that products add up as weighted cosines. */
function joinColumns(parts: readonly Matrix[], weights: readonly number[]): Matrix {
  const rows = parts[0]?.rows ?? 0;
  const joined = zeroMatrix(
    rows,
    parts.reduce((sum, { columns }) => sum + columns, 0),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let row = 0; row < rows; row++) {
    let at = row * joined.columns;
    for (const [part, matrix] of parts.entries()) {
      const scale = Math.sqrt((weights[part] ?? 1) / total);
      const unit = normalized(rowOf(matrix, row));
      for (let i = 0; i < unit.length; i++) joined.values[at++] = unit[i]! * scale;
    }
  }
  return joined;
}
