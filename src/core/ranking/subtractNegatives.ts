import type { Matrix } from "../numeric/matrix";
import { checkVectorStep } from "./checkVectorStep";
import { mixNeighbors, type MixTools } from "./mixNeighbors";

/**
 * Moves vectors away from the mean of their nearest negatives, and back to unit length; repeated with a fresh search.
 *
 * @param vectors [N, D]
 * @param negatives [M, D]; none leaves the vectors as they are
 * @param options k is clipped to M; `beta` is the share of the mean that is taken away
 * @returns [N, D]; a vector that is taken away whole becomes zero
 * @throws StudioError as `checkVectorStep` does
 * @see Yokoo, Contrastive learning with large memory bank and negative embedding subtraction, arXiv 2112.04323; ISC21 scripts/postprocess.py
 */
export async function subtractNegatives(
  vectors: Matrix,
  negatives: Matrix,
  { k, beta, times }: { readonly k: number; readonly beta: number; readonly times: number },
  { findNeighbors, report }: MixTools,
): Promise<Matrix> {
  if (negatives.rows === 0) return vectors;
  checkVectorStep("subtract-negatives", { k, beta, times }, { "the set": vectors, "the negatives": negatives });
  let current = vectors;
  for (let round = 0; round < times; round++) {
    const neighbors = await findNeighbors(current, negatives, k);
    current = await mixNeighbors(
      current,
      { source: negatives, neighbors },
      { ownWeight: 1, weightOf: () => -beta / neighbors.count, divisor: "nothing", isNormalized: true },
      (done, total) => report?.(round * total + done, times * total),
    );
  }
  return current;
}
