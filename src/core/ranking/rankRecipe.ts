// What stands between embeddings and a ranking, as data: the rank lab edits it, search, evaluation and the command line use it.

import { type EmbeddingViews, plainViews } from "../embedding/embeddingViews";
import { missingViews } from "../embedding/viewsWords";

/** Whose pipeline a recipe is. */
export interface RankRecipeSource {
  readonly paper: string;
  readonly code: string;
  /** As the code does it, as the text says it, or our own. */
  readonly form: "code" | "text" | "ours";
  /** What is not known, or differs. */
  readonly note: string;
}

/** A step by which vectors become other vectors. Steps of this kind stand before those that score. */
export type VectorStep = NormalizeStep | WhitenStep | SubtractNegativesStep | AugmentGalleryStep | ExpandQueriesStep;

/** A step that scores the gallery by more than inner products. At most one counts: the last that is on. */
export type ScoreStep = KReciprocalStep | DiffusionStep;

/** A step that leaves hits out. It stands last. */
export type FilterStep = ThresholdStep;

export type RankStep = VectorStep | QuantizeStep | ScoreStep | FilterStep;

/** Scales queries and gallery to unit length. */
export interface NormalizeStep {
  readonly kind: "normalize";
}

/** Centers, rotates and scales by what is fitted. */
export interface WhitenStep {
  readonly kind: "whiten";
  /** On the principal directions of the gallery, or on pairs of one identity among items that are neither query nor gallery. */
  readonly fit: "principal" | "pairs";
  /** How many dimensions are kept; null keeps all. */
  readonly dimension: number | null;
  /** Of the variance that is divided by: 0 only rotates, 0.5 whitens fully. Of `principal` alone; pairs whiten fully. */
  readonly power: number;
}

/** Moves every vector away from its nearest negatives: the data set's items that are neither query nor gallery. */
export interface SubtractNegativesStep {
  readonly kind: "subtract-negatives";
  readonly k: number;
  readonly beta: number;
  readonly times: number;
  /** Whether negatives are first replaced by means of themselves and their neighbors. */
  readonly isAugmented: boolean;
}

/** Replaces gallery vectors by means of themselves and their neighbors. */
export interface AugmentGalleryStep {
  readonly kind: "augment-gallery";
  readonly form: "dirtorch" | "deep-retrieval" | "pyretri" | "isc21";
  readonly k: number;
  /** Power of the similarity that a neighbor counts with; of `dirtorch` alone. */
  readonly alpha: number;
}

/** Replaces query vectors by means of themselves and their nearest gallery vectors. `fast-reid` expands the gallery too. */
export interface ExpandQueriesStep {
  readonly kind: "expand-queries";
  readonly form: "fast-reid" | "dirtorch" | "deep-retrieval" | "pyretri";
  readonly k: number;
  /** Power of the similarity that a neighbor counts with; of `fast-reid` and `dirtorch` alone. */
  readonly alpha: number;
  readonly times: number;
}

/** Replaces gallery vectors by what product quantization keeps of them. It stands behind all steps that change vectors. */
export interface QuantizeStep {
  readonly kind: "quantize";
  /** Of an item: codes of 4 bits, and a byte for its factor. */
  readonly bytes: number;
  /** How many of the best by codes get their exact scores; counts where no step scores after it. */
  readonly rescore: number;
}

/** k-reciprocal re-ranking. */
export interface KReciprocalStep {
  readonly kind: "k-reciprocal";
  readonly form: "distance" | "feature" | "jaccard" | "pyretri" | "digix2";
  readonly k1: number;
  readonly k2: number;
  /** Share of the distance before; the rest is the Jaccard distance. */
  readonly lambda: number;
  /** Overlap from which a neighbor's own neighbors join. */
  readonly expansion: number;
  readonly isFloat16: boolean;
}

/** Diffusion over the graph of mutual neighbors. */
export interface DiffusionStep {
  readonly kind: "diffusion";
  readonly k: number;
  /** Power of the similarity that an edge counts with. */
  readonly gamma: number;
  /** Share that is passed on at each step, below 1. */
  readonly alpha: number;
}

/** Leaves out hits whose score is lower. */
export interface ThresholdStep {
  readonly kind: "threshold";
  readonly minScore: number;
}

/** A step of a recipe; one that is off is kept for the next try. */
export type SwitchedStep = RankStep & { readonly isOn: boolean };

/** How the rankings of several checkpoints become one. */
export interface CheckpointFusion {
  readonly rule: "concatenate" | "distance-mean" | "votes" | "reciprocal-rank";
  /** Of the checkpoints in order; those beyond its end weigh 1. */
  readonly weights: readonly number[];
}

/** What is done between pictures and a ranking. */
export interface RankRecipe {
  readonly schema: 1;
  /** As files and commands have it. */
  readonly name: string;
  readonly title: string;
  readonly source: RankRecipeSource;
  /** Of which a checkpoint makes its vectors; a ranking can only say what is missing. */
  readonly views: EmbeddingViews;
  readonly steps: readonly SwitchedStep[];
  readonly fusion: CheckpointFusion;
}

/** What a recipe asks of the embedding that the checkpoints' vectors do not have; null where they will do. */
export function viewsNote(
  { views }: Pick<RankRecipe, "views">,
  checkpoints: readonly EmbeddingViews[] = [plainViews],
): string | null {
  const missing = new Set(checkpoints.flatMap((found) => missingViews(views, found)));
  if (missing.size === 0) return null;
  return `The recipe also asks for views of each picture that the vectors here are not made of: ${[...missing].join(", ")}. A checkpoint with views has them`;
}

const kindsThatScore: readonly RankStep["kind"][] = ["k-reciprocal", "diffusion"];

/** Whether a step scores by itself, so that vector steps must stand before it. */
export function isScoreStep(step: RankStep): step is ScoreStep {
  return kindsThatScore.includes(step.kind);
}

/** What is wrong with the order of the steps that are on; null where it can be followed. */
export function orderFault(steps: readonly SwitchedStep[]): string | null {
  let last: RankStep | null = null; // of those that vectors do not simply come out of
  for (const step of steps) {
    if (!step.isOn) continue;
    const fault: string | null = last === null ? null : faultBehind(last, step);
    if (fault !== null) return fault;
    if (step.kind === "quantize" || step.kind === "threshold" || isScoreStep(step)) last = step;
  }
  return null;
}

/** What is wrong with a step behind one that is no vector step; null where nothing is. */
function faultBehind(last: RankStep, step: RankStep): string | null {
  const { kind } = step;
  if (last.kind === "threshold") return `expected a threshold to stand last; found ${kind} after it`;
  if (kind === "threshold") return null;
  if (isScoreStep(last)) {
    if (isScoreStep(step)) return `expected one step that scores; found ${kind} after ${last.kind}`;
    return `expected ${kind} to stand before ${last.kind}, which no longer knows vectors`;
  }
  if (kind === "quantize") return "expected one quantize; found two";
  return isScoreStep(step) ? null : `expected ${kind} to stand before quantize, after which vectors are codes`;
}
