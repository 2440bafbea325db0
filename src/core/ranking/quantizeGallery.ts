import type { Matrix } from "../numeric/matrix";
import { TopK } from "../numeric/topK";
import { decodeRows } from "../search/productCodebook";
import { encodeRows, type QuantizerPace, trainCodebook } from "../search/productQuantizer";
import type { QuantizeStep } from "./rankRecipe";
import type { Scorer } from "./scorer";

/** Of the codebook's training, so that a ranking repeats. */
const seed = 7;

/**
 * The gallery as its codes of product quantization give it back, trained on itself. Inner products with it are what a search
 * by codes scores.
 *
 * @param gallery [N, D]
 * @returns [N, D]
 * @throws StudioError RankRecipeError for fewer than 16 rows, or more bytes than the dimensions allow; an AbortError
 */
export async function quantizeGallery(
  gallery: Matrix,
  { bytes }: Pick<QuantizeStep, "bytes">,
  pace: QuantizerPace,
): Promise<Matrix> {
  const options = { bytesPerItem: bytes, bits: 4, isRotated: true, seed } as const;
  const codebook = await trainCodebook(gallery, options, pace);
  return decodeRows(codebook, await encodeRows(codebook, gallery, { ...pace, report: () => undefined }));
}

/**
 * Scores by codes, and exact ones for the best by codes, which stand before all others.
 *
 * An approximate score may be higher than an exact one that it must stand behind: all approximate scores of a query are
 * lowered alike where they would be, so that their own order stays.
 *
 * @param approximate scores by codes
 * @param exact scores of the vectors themselves
 * @param count R: how many of each query's best by codes; 0 leaves the scores as they are
 */
export function rescoreBest(approximate: Scorer, exact: Scorer, count: number): Scorer {
  const { queries, rows } = approximate;
  if (count === 0) return approximate;
  return {
    queries,
    rows,
    score: async (from, to, into) => {
      await approximate.score(from, to, into);
      const scores = new Float32Array((to - from) * rows);
      await exact.score(from, to, scores);
      for (let start = 0; start < scores.length; start += rows) {
        putBestFirst(into.subarray(start, start + rows), scores.subarray(start, start + rows), count);
      }
    },
  };
}

function putBestFirst(scores: Float32Array, exact: Float32Array, count: number): void {
  const best = new TopK(Math.min(count, scores.length));
  scores.forEach((score, row) => best.offer(score, row));
  const chosen = best.takeRanking().rows;
  let least = Infinity;
  for (const row of chosen) {
    least = Math.min(least, exact[row]!);
    scores[row] = -Infinity;
  }
  const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  if (highest >= least) {
    // A little more than the overlap, which float32 does not round away.
    const lowered = highest - least + (Math.abs(highest) + Math.abs(least)) * 2 ** -20;
    for (let row = 0; row < scores.length; row++) scores[row]! -= lowered;
  }
  for (const row of chosen) scores[row] = exact[row]!;
}
