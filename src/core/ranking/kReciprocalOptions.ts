import { StudioError } from "../errors";

/**
 * The published forms of k-reciprocal re-ranking. All are the same algorithm with other distances, list lengths and weights;
 * `e` is the squared Euclidean distance, which of unit vectors is 2 - 2 cos.
 *
 * - `distance`: the authors' form that is given distances and squares them, here cosine distances: (e / 2)². Lists of k1 + 1.
 * - `feature`: the authors' form that is given vectors, and reid-strong-baseline's: e. Lists of k1 + 1.
 * - `pyretri`: squares an e that is squared already: e². Lists of k1 + 1.
 * - `digix2`: e; lists of k1 only.
 * - `jaccard`: fast-reid's `compute_jaccard_distance`: e, not divided by the farthest; lists of k1 only.
 *
 * @see Zhong et al., arXiv 1701.08398; zhunzhong07/person-re-ranking; JDAI-CV/fast-reid evaluation/rerank.py and
 * utils/compute_dist.py; PyRetri re_ranker_impl/k_reciprocal.py; DIGIX 2020, second place, fast_k_reciprocal.py
 */
export type KReciprocalForm = "distance" | "feature" | "jaccard" | "pyretri" | "digix2";

/** How to re-rank by k-reciprocal neighbors; a recipe's step has these fields too. */
export interface KReciprocalOptions {
  readonly form: KReciprocalForm;
  /** How many neighbors a row must be among to be a reciprocal one; longer than the set is clipped, as the originals do. */
  readonly k1: number;
  /** How many neighbors' weights are averaged, the row itself included; 1 keeps the row's own. */
  readonly k2: number;
  /** Share of the distance before, 0 to 1; the rest is the Jaccard distance. */
  readonly lambda: number;
  /** Overlap above which a neighbor's own neighbors join, 0 to 1; 2/3 in the paper, 2/5 in `digix2`. */
  readonly expansion: number;
  /** Whether weights and Jaccard distances are rounded to float16, as the forms that are given vectors do to save memory. */
  readonly isFloat16: boolean;
  /** The distance that `jaccard` mixes in: 1 - cos, or squared Euclidean. */
  readonly metric?: "cosine" | "euclidean";
}

/** What its authors recommend for person re-identification. */
export const standardKReciprocal: KReciprocalOptions = {
  form: "distance",
  k1: 20,
  k2: 6,
  lambda: 0.3,
  expansion: 2 / 3,
  isFloat16: false,
};

/** What tells one form from another. */
export interface KReciprocalRules {
  /** The form's distance from the squared Euclidean one. */
  readonly fromSquared: (squared: number) => number;
  /** Entries of a row's list beyond k1. */
  readonly extra: 0 | 1;
  /** Whether a row's distances are divided by its largest. */
  readonly isScaled: boolean;
  /** Whether `isFloat16` rounds Jaccard distances too. */
  readonly roundsJaccard: boolean;
}

const unchanged = (squared: number): number => squared;

const rulesByForm: Readonly<Record<KReciprocalForm, KReciprocalRules>> = {
  distance: { fromSquared: (squared) => (squared / 2) ** 2, extra: 1, isScaled: true, roundsJaccard: true },
  feature: { fromSquared: unchanged, extra: 1, isScaled: true, roundsJaccard: true },
  pyretri: { fromSquared: (squared) => squared ** 2, extra: 1, isScaled: true, roundsJaccard: true },
  digix2: { fromSquared: unchanged, extra: 0, isScaled: true, roundsJaccard: false },
  jaccard: { fromSquared: unchanged, extra: 0, isScaled: false, roundsJaccard: true },
};

/** The rules of a form. */
export function rulesOf(form: KReciprocalForm): KReciprocalRules {
  return rulesByForm[form];
}

/** How long the lists of neighbors are that re-ranking reads. */
export function listLengths({ form, k1 }: KReciprocalOptions): { readonly full: number; readonly half: number } {
  const full = k1 + rulesOf(form).extra;
  return { full, half: Math.min(roundHalfToEven(k1 / 2) + 1, full) };
}

/** How many neighbors of each row must be known, itself included. */
export function neighborsNeeded(options: KReciprocalOptions): number {
  const { full } = listLengths(options);
  // Forms that keep k1 neighbors have no more of them to average; the others sort whole rows.
  return rulesOf(options.form).extra === 0 ? full : Math.max(full, options.k2);
}

/**
 * Refuses options that mean nothing.
 *
 * @throws StudioError RecipeFormatError
 */
export function checkKReciprocalOptions({ k1, k2, lambda, expansion }: KReciprocalOptions): void {
  const refuse = (name: string, expected: string, found: number): never => {
    throw new StudioError(
      "RecipeFormatError",
      `expected ${name} of k-reciprocal re-ranking to be ${expected}; found ${found}`,
      "The authors use k1 20, k2 6, lambda 0.3 and an expansion of 0.667.",
    );
  };
  if (!Number.isInteger(k1) || k1 < 1) refuse("k1", "a whole number from 1", k1);
  if (!Number.isInteger(k2) || k2 < 1) refuse("k2", "a whole number from 1", k2);
  if (!(lambda >= 0 && lambda <= 1)) refuse("lambda", "from 0 to 1", lambda);
  if (!(expansion >= 0 && expansion <= 1)) refuse("the expansion", "from 0 to 1", expansion);
}

/** As numpy rounds: 2.5 becomes 2 and 3.5 becomes 4. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
