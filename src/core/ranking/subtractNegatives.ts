import { type Matrix, rowOf, zeroMatrix } from "../numeric/matrix";
import { normalizeInPlace } from "../numeric/vectors";
import type { FindNeighbors } from "./neighbors";

/**
 * Moves vectors away from the mean of their nearest negatives, and back to unit length; repeated with a fresh search.
 *
 * @param vectors [N, D]
 * @param negatives [M, D]; none leaves the vectors as they are
 * @param options k is clipped to M; `beta` is the share of the mean that is taken away
 * @returns [N, D]
 * @see Yokoo, Contrastive learning with large memory bank and negative embedding subtraction, arXiv 2112.04323; ISC21 scripts/postprocess.py
 */
export async function subtractNegatives(
  vectors: Matrix,
  negatives: Matrix,
  { k, beta, times }: { readonly k: number; readonly beta: number; readonly times: number },
  find: FindNeighbors,
): Promise<Matrix> {
  let current = vectors;
  for (let round = 0; round < times && negatives.rows > 0; round++) {
    const nearest = await find(current, negatives, k);
    const moved = zeroMatrix(current.rows, current.columns);
    moved.values.set(current.values);
    for (let row = 0; row < moved.rows; row++) {
      const vector = rowOf(moved, row);
      for (let place = 0; place < nearest.count; place++) {
        const negative = rowOf(negatives, nearest.rows[row * nearest.count + place]!);
        for (let i = 0; i < vector.length; i++) vector[i]! -= (beta / nearest.count) * negative[i]!;
      }
      normalizeInPlace(vector);
    }
    current = moved;
  }
  return current;
}
