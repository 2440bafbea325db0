import type { CancelSignal } from "../cancelSignal";
import type { Ranking } from "../ranking/ranking";

/** What runs a search. A software WebGPU adapter is `webgpu` with `isSoftware`, and is never chosen unasked. */
export interface SearchBackend {
  readonly kind: "webgpu" | "wasm" | "javascript" | "companion";
  /** What a person reads: adapter name, or "WASM SIMD, relaxed". */
  readonly name: string;
  readonly isSoftware: boolean;
  /** Why a GPU that is there does not search, where that is so. */
  readonly fallbackReason?: string;
  /** Absent where every ranking is exact. Recall against exact search as it was last measured; null where nobody measured. */
  readonly approximation?: {
    readonly recall: { readonly value: number; readonly queries: number; readonly topK: number } | null;
  };
  /** Rows that one ranking has at most; absent where complete rankings are given. */
  readonly longestRanking?: number;
}

/**
 * Search over a fixed set of rows.
 *
 * The score of a row is `exactScore(query, vector)`: products summed in float64, rounded once to float32. An
 * implementation returns the ranking that brute force over the stored vectors gives, bit for bit, ties by lower row,
 * unless its backend speaks of an approximation: then rows may be missing, and those that are there have their exact
 * scores.
 */
export interface SearchIndex {
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend;
  /**
   * @param queries [Q, D] float32, row-major
   * @param topK how many rows to keep, clipped to `rows` and to the backend's `longestRanking`; `rows` itself asks for
   *   the complete ranking, where there is one
   * @param signal checked between blocks; throws AbortError
   * @returns Q rankings
   */
  search(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]>;
  dispose(): void;
}

/** Where an index finds the stored vectors, exact as stored, for rescoring. Rows may live in memory, in a file, or behind a network. */
export interface VectorSource {
  /** Where row 0 stands in the whole table, for messages. */
  readonly firstRow: number;
  readonly rows: number;
  readonly dimension: number;
  /** Copies the vectors of `rows` (float32, converted where stored as float16) one after another into `into`, [rows.length, D]. */
  read(rows: Uint32Array, into: Float32Array): void;
}
