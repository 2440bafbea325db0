import type { CancelSignal } from "../cancelSignal";
import { StudioError } from "../errors";
import type { Matrix } from "../numeric/matrix";
import { normalizedRows } from "../numeric/normalizedRows";
import { augmentGallery } from "./augmentGallery";
import { rerankVectorsByDiffusion } from "./diffusion";
import { expandQueries } from "./expandQueries";
import { rerankVectorsByKReciprocal } from "./kReciprocal";
import type { MixTools } from "./mixNeighbors";
import type { FindExtremes } from "./extremes";
import type { FindNeighbors } from "./neighbors";
import type { RankedVectors } from "./rankedVectors";
import { isScoreStep, orderFault, type ScoreStep, type SwitchedStep, type VectorStep } from "./rankRecipe";
import type { Scorer } from "./scorer";
import { subtractNegatives } from "./subtractNegatives";
import { whitenVectors, type WhiteningTools } from "./whitenVectors";

/** What a recipe's steps are run with. */
export interface RankTools {
  readonly findNeighbors: FindNeighbors;
  /** Nearest and farthest rows of a set at once, where that is quicker than two searches. */
  readonly findExtremes?: FindExtremes;
  /** Inner products of queries and gallery, the quickest way that the machine has. */
  readonly scoreProducts: (queries: Matrix, gallery: Matrix) => Scorer;
  /** Items that are neither query nor gallery, [M, D]; null where the data set has none. */
  readonly negatives: Matrix | null;
  /** [M] a number for each one's identity, -1 where it has none: what a whitening learns pairs from. */
  readonly negativeIdentities?: ArrayLike<number>;
  readonly signal: CancelSignal;
  /** Told what is being done, step by step. */
  readonly onStep?: (step: number, done: number, total: number) => Promise<void> | void;
}

/** What the steps came to. */
export interface RankedSteps {
  readonly scorer: Scorer;
  /** Hits whose score is lower are left out; -Infinity keeps all. */
  readonly minScore: number;
  /** What a user should know of what was not done as asked ("subtract-negatives: the data set has no other items"). */
  readonly notes: readonly string[];
}

/**
 * Runs the steps of a rank recipe that are on, in order.
 *
 * @param vectors queries [Q, D] and gallery [N, D], as stored
 * @returns scores of the gallery for every query
 * @throws StudioError RankRecipeError for an order that cannot be followed or a step that these vectors do not allow; an AbortError
 */
export async function runRankSteps(
  vectors: RankedVectors,
  steps: readonly SwitchedStep[],
  tools: RankTools,
): Promise<RankedSteps> {
  const fault = orderFault(steps);
  if (fault !== null) throw new StudioError("RankRecipeError", fault, "Move or switch off one of the steps.");
  const notes: string[] = [];
  let current = vectors;
  let scorer: Scorer | null = null;
  let minScore = -Infinity;
  for (const [at, step] of steps.entries()) {
    if (!step.isOn) continue;
    tools.signal.throwIfAborted();
    await tools.onStep?.(at, 0, 1);
    if (step.kind === "threshold") minScore = step.minScore;
    else if (isScoreStep(step)) scorer = await scoreBy(current, step, at, tools);
    else
      current = await changeVectors(current, step, {
        ...tools,
        report: reportOf(at, tools),
        note: (text) => notes.push(`${step.kind}: ${text}`),
      });
  }
  return { scorer: scorer ?? tools.scoreProducts(current.queries, current.gallery), minScore, notes };
}

/** Tells how far a step is, and ends it where the caller has cancelled. */
function reportOf(at: number, { signal, onStep }: RankTools): (done: number, total: number) => Promise<void> {
  return async (done, total) => {
    signal.throwIfAborted();
    await onStep?.(at, done, total);
  };
}

function scoreBy(
  { queries, gallery, ownRows }: RankedVectors,
  step: ScoreStep,
  at: number,
  tools: RankTools,
): Promise<Scorer> {
  const { findNeighbors, findExtremes } = tools;
  const report = reportOf(at, tools);
  const quick = findExtremes === undefined ? {} : { findExtremes };
  const scorer = tools.scoreProducts(queries, gallery);
  switch (step.kind) {
    case "k-reciprocal":
      return rerankVectorsByKReciprocal(queries, gallery, step, {
        findNeighbors,
        ...quick,
        scorer,
        ownRows,
        report,
      });
    case "diffusion":
      return rerankVectorsByDiffusion(queries, gallery, step, { ...quick, findNeighbors, scorer, report });
  }
}

interface VectorTools extends MixTools, WhiteningTools {
  readonly note: (text: string) => void;
}

async function changeVectors(vectors: RankedVectors, step: VectorStep, tools: VectorTools): Promise<RankedVectors> {
  switch (step.kind) {
    case "normalize":
      return { ...vectors, queries: normalizedRows(vectors.queries), gallery: normalizedRows(vectors.gallery) };
    case "expand-queries":
      return expandQueries(vectors, step, tools);
    case "augment-gallery":
      return { ...vectors, gallery: await augmentGallery(vectors.gallery, step, tools) };
    case "subtract-negatives": {
      const { negatives, note } = tools;
      if (negatives === null || negatives.rows === 0) {
        note("left out: the data set has no items that are neither query nor gallery");
        return vectors;
      }
      const chosen = step.isAugmented
        ? await augmentGallery(negatives, { form: "isc21", k: 10, alpha: 3 }, tools)
        : negatives;
      const queries = await subtractNegatives(vectors.queries, chosen, step, tools);
      return { ...vectors, queries, gallery: await subtractNegatives(vectors.gallery, chosen, step, tools) };
    }
    case "whiten":
      return whitenVectors(vectors, step, tools);
  }
}
