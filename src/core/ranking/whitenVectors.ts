import type { FittedProjection } from "../embedding/fittedProjection";
import { learnWhitening, principalDirections, whiten, whiteningBy } from "../embedding/fittedWhitening";
import { StudioError } from "../errors";
import type { Matrix } from "../numeric/matrix";
import { identityPairs } from "./identityPairs";
import type { RankedVectors } from "./rankedVectors";
import type { WhitenStep } from "./rankRecipe";

/** What a whitening is fitted on beside the gallery. */
export interface WhiteningTools {
  /** Items that are neither query nor gallery, [M, D]; null where there are none. */
  readonly negatives: Matrix | null;
  /** [M] a number for each one's identity; -1 where it has none. */
  readonly negativeIdentities?: ArrayLike<number>;
  readonly report?: (done: number, total: number) => Promise<void> | void;
}

/**
 * Whitens queries and gallery, by the gallery's principal directions or by pairs of one identity among other items.
 *
 * @throws StudioError RankRecipeError where pairs are asked for and there are fewer than dimensions; MeasurementError where
 *   more dimensions are asked for than vectors differ in
 */
export async function whitenVectors(
  vectors: RankedVectors,
  step: WhitenStep,
  tools: WhiteningTools,
): Promise<RankedVectors> {
  const fitted =
    step.fit === "pairs"
      ? await fitPairs(vectors.gallery.columns, step, tools)
      : whiteningBy(await principalDirections(vectors.gallery, tools.report), step);
  return { ...vectors, queries: whiten(vectors.queries, fitted), gallery: whiten(vectors.gallery, fitted) };
}

async function fitPairs(
  size: number,
  { dimension }: WhitenStep,
  { negatives, negativeIdentities = [] }: WhiteningTools,
): Promise<FittedProjection> {
  const pairs = identityPairs(negativeIdentities);
  const count = pairs.asking.length;
  if (negatives === null || count < size) throw tooFewPairs(size, count, negatives?.rows ?? 0);
  const { mean, projection } = await learnWhitening(negatives, pairs);
  const kept = dimension ?? size;
  if (kept > size) {
    throw new StudioError(
      "MeasurementError",
      `a whitening expected ${kept} dimensions to keep; found ${size} in these vectors`,
      "Keep fewer dimensions.",
    );
  }
  return { mean, projection: projection.slice(0, kept * size) };
}

function tooFewPairs(size: number, pairs: number, items: number): StudioError {
  return new StudioError(
    "RankRecipeError",
    `a whitening learned from pairs expected at least ${size} pairs of one identity, one for each dimension, among items ` +
      `that are neither query nor gallery; found ${pairs === 0 ? "none" : pairs} among ${items === 0 ? "no" : items} such items`,
    "Fit it on the gallery's principal directions, or use a data set with training items of known identity.",
  );
}
