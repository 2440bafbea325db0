import type { Ranking } from "../../src/core/ranking/ranking";

/** Names of an index's settings and what they are set to; kept and shown with whatever was measured under them. */
export type IndexParameters = Readonly<Record<string, number | string>>;

export interface StoreSearch {
  /** Rows wanted for each query, at least 1. */
  readonly topK: number;
  /** Compares with every row instead of asking the index. Without an index every search is exact. */
  readonly isExact: boolean;
  /** How the index was built, and how it is asked; null where there is none. */
  readonly index: IndexParameters | null;
  readonly signal: AbortSignal;
}

export interface IndexBuild {
  readonly parameters: IndexParameters;
  readonly signal: AbortSignal;
  readonly report: (stage: string) => void;
}

/**
 * Vectors of one gallery outside the page's memory: row i is the i-th that was appended.
 *
 * Scores are `exactScore`, computed from the stored vectors whichever way a row was found, so that an index may leave
 * rows out but never gives one a wrong score. Calls leave the event loop free while they work.
 */
export interface VectorStore {
  readonly dimension: number;
  /** What holds the vectors, and its version. */
  readonly engineVersion: string;
  countRows(): Promise<number>;
  /**
   * Appends all rows or none.
   *
   * @param vectors [n, D], finite
   */
  append(vectors: Float32Array<ArrayBuffer>): Promise<void>;
  /**
   * @param queries [Q, D], finite
   * @returns Q rankings of at most topK rows. Exact searches rank as brute force does; where more than some dozen rows
   * share the last score up to rounding, any of them may stand for the others
   */
  search(queries: Float32Array, search: StoreSearch): Promise<Ranking[]>;
  /** Stored vectors [rows.length, D] in the order of `rows`, all of which exist. */
  readVectors(rows: Uint32Array): Promise<Float32Array<ArrayBuffer>>;
  /** Settings of an index over so many rows, each overruled by what is asked. @throws StudioError VectorStoreError */
  indexParameters(rows: number, asked: IndexParameters): IndexParameters;
  /**
   * Builds the index over all rows, in place of one that is there. Rows that are appended later are found, slower.
   *
   * @throws AbortError soon after the signal asks; the store is then without an index
   */
  buildIndex(build: IndexBuild): Promise<void>;
  bytesOnDisk(): Promise<number>;
  close(): Promise<void>;
  /** Removes all rows, for good. */
  remove(): Promise<void>;
}
