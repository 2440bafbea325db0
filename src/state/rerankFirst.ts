import type { GallerySearch } from "../bridges/searchBridge";
import type { RerankedHits } from "../contracts/analysisService";
import type { SwitchedStep } from "../core/ranking/rankRecipe";
import { services } from "./services";

/** How many of the first hits are ranked anew. */
export const rerankedHits = 1000;

/** What is ranked anew: the first hits of a search. */
export interface FirstHits {
  readonly index: GallerySearch;
  /** [V, D] */
  readonly vectors: Float32Array;
  /** Gallery rows, best first; the first thousand count, and one more where the query itself is among them. */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** The gallery row that is the query itself; -1 where none is. */
  readonly ownRow: number;
}

/** The first hits, and how they stand anew. */
export interface RerankedFirst extends RerankedHits {
  /** The rows that were ranked anew, as they were found; the query's own is among them. */
  readonly rows: Uint32Array<ArrayBuffer>;
}

/** Reads the vectors of the first hits, and runs a recipe's steps over them in the analysis worker. */
export async function rerankFirst(
  signal: AbortSignal,
  { index, vectors, rows, ownRow }: FirstHits,
  steps: readonly SwitchedStep[],
): Promise<RerankedFirst> {
  const first = rows.slice(0, rerankedHits + 1);
  const ownPlace = ownRow < 0 ? -1 : first.indexOf(ownRow);
  const kept = ownPlace < 0 ? first.slice(0, rerankedHits) : first;
  const hits = await index.readVectors(signal, kept);
  const dimension = hits.length / Math.max(1, kept.length);
  const reranked = await services().analyst.rerank(signal, { dimension, query: vectors, hits, ownPlace }, steps);
  signal.throwIfAborted();
  return { ...reranked, rows: kept };
}
