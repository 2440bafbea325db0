import type { GallerySearch } from "../bridges/searchBridge";
import type { Ranking } from "../core/ranking/ranking";
import { rankScores } from "../core/ranking/rankScores";
import { exactScore } from "../core/search/exactScore";

/** Complete rankings of some of a gallery's rows: row i of the rankings is row `rows[i]` of the gallery, ascending. */
export interface UnionRankings {
  readonly rows: Uint32Array<ArrayBuffer>;
  readonly rankings: readonly Ranking[];
}

/**
 * Rankings by each of several queries of all rows that are among the best of any, so that they can be fused: fusion needs
 * every query's score of a row, and a gallery that gives no complete rankings leaves out most.
 *
 * @param queries [Q, D]
 * @param topK how many of the best rows of each query are taken
 */
export async function rankUnion(
  signal: AbortSignal,
  index: GallerySearch,
  queries: Float32Array,
  topK: number,
): Promise<UnionRankings> {
  const { dimension } = index.opened;
  const best = await index.search(signal, queries, topK);
  const rows = Uint32Array.from(new Set(best.flatMap((ranking) => [...ranking.rows]))).sort();
  const vectors = await index.readVectors(signal, rows);
  const rankings = best.map((_, q) => {
    const query = queries.subarray(q * dimension, (q + 1) * dimension);
    return rankScores(Float32Array.from(rows, (_row, i) => exactScore(query, vectors, i * dimension)));
  });
  return { rows, rankings };
}
