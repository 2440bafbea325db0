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
import { quantizeGallery, rescoreBest } from "./quantizeGallery";
import {
  isScoreStep,
  orderFault,
  type QuantizeStep,
  type ScoreStep,
  type SwitchedStep,
  type VectorStep,
} from "./rankRecipe";
import type { RotateRows } from "../search/rotation";
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
  /** As `rotateRows`, where there is a quicker way. */
  readonly rotate?: RotateRows;
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
  let quantized: Quantized | null = null;
  let minScore = -Infinity;
  for (const [at, step] of steps.entries()) {
    if (!step.isOn) continue;
    tools.signal.throwIfAborted();
    await tools.onStep?.(at, 0, 1);
    if (step.kind === "threshold") minScore = step.minScore;
    else if (step.kind === "quantize") {
      quantized = { step, gallery: current.gallery };
      const quick = tools.rotate === undefined ? {} : { rotate: tools.rotate };
      const pace = { signal: tools.signal, report: reportOf(at, tools), ...quick };
      current = { ...current, gallery: await quantizeGallery(current.gallery, step, pace) };
    } else if (isScoreStep(step)) scorer = await scoreBy(current, step, at, tools);
    else
      current = await changeVectors(current, step, {
        ...tools,
        report: reportOf(at, tools),
        note: (text) => notes.push(`${step.kind}: ${text}`),
      });
  }
  if (scorer === null) return { scorer: scoreVectors(current, quantized, tools), minScore, notes };
  return { scorer, minScore, notes: [...notes, ...leftOut(quantized)] };
}

/** The gallery as it was before it became codes. */
interface Quantized {
  readonly step: QuantizeStep;
  readonly gallery: Matrix;
}

/** A step that scores goes by codes alone. */
function leftOut(quantized: Quantized | null): string[] {
  if (quantized === null || quantized.step.rescore === 0) return [];
  return ["quantize: nothing is scored exactly, as a step after it scores"];
}

function scoreVectors({ queries, gallery }: RankedVectors, quantized: Quantized | null, tools: RankTools): Scorer {
  const scorer = tools.scoreProducts(queries, gallery);
  if (quantized === null || quantized.step.rescore === 0) return scorer;
  return rescoreBest(scorer, tools.scoreProducts(queries, quantized.gallery), quantized.step.rescore);
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
