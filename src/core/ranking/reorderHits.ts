import { rankScores } from "./rankScores";

/**
 * The order of hits by new scores, best first, ties by the earlier place.
 *
 * @param scores [K]
 * @param ownPlace left out; -1 leaves none out
 * @param minScore hits that score lower are left out
 */
export function reorderHits(
  scores: Float32Array,
  ownPlace: number,
  minScore: number,
): { readonly order: Uint32Array<ArrayBuffer>; readonly scores: Float32Array<ArrayBuffer> } {
  const ranked = rankScores(scores);
  const isKept = ranked.rows.map((row, rank) => (row !== ownPlace && ranked.scores[rank]! >= minScore ? 1 : 0));
  return {
    order: ranked.rows.filter((_row, rank) => isKept[rank] === 1),
    scores: ranked.scores.filter((_score, rank) => isKept[rank] === 1),
  };
}
