import type { CheckpointId } from "../embedding/checkpointManifest";

declare const datasetIdBrand: unique symbol;

/** Names one data set of this browser's library for good. `sample` is the gallery that ships with the studio. */
export type DatasetId = string & { readonly [datasetIdBrand]: true };

export interface DatasetCounts {
  readonly items: number;
  readonly identities: number;
  readonly queries: number;
  readonly gallery: number;
}

/** Where a part of a data set's pictures lies. */
export interface SourceRecord {
  readonly sourceId: string;
  /**
   * `handle`: a folder of the user's disk, read in place; `archive`: a zip of the user's disk, read in place;
   * `copy`: pictures copied into this browser's storage; `companion`: a folder that the companion serves;
   * `none`: embeddings came without pictures.
   */
  readonly kind: "handle" | "archive" | "copy" | "companion" | "none";
  readonly name: string;
  /** Stands before the paths of this source in the item table; "" for the first source. */
  readonly prefix: string;
}

/** One data set of the library. */
export interface DatasetRecord {
  readonly schema: 1;
  readonly id: DatasetId;
  readonly name: string;
  /** Title of the layout that it was imported by. */
  readonly layout: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** Counts the changes of the item table. */
  readonly revision: number;
  readonly counts: DatasetCounts;
  readonly sources: readonly SourceRecord[];
  /** Bytes of the item table, thumbnails, copied pictures and picture facts in this browser. */
  readonly bytes: number;
}

/** Which checkpoint an embedding table is of. */
export interface TableCheckpoint {
  readonly id: CheckpointId;
  /** Hash of model.onnx; "" for embeddings that came without a checkpoint. */
  readonly sha256: string;
  readonly dimension: number;
}

/** The embeddings of one data set by one checkpoint. */
export interface TableRecord {
  readonly dataset: DatasetId;
  readonly checkpoint: TableCheckpoint;
  /** Items that have a vector, could not be embedded, have none yet. */
  readonly embedded: number;
  readonly failed: number;
  readonly missing: number;
  /** Vectors of items whose picture has changed since (another size or time). They count as embedded. */
  readonly stale: number;
  /** Vectors of items that were removed since; they take room until the table is compacted. */
  readonly removed: number;
  readonly bytes: number;
  /** What made the blocks, each once, in order: "WASM SIMD, batch 1", "companion, onnxruntime CPU", "imported". */
  readonly makers: readonly string[];
}

/** An item that could not be embedded, and why. */
export interface EmbeddingFailure {
  readonly itemId: string;
  readonly message: string;
}
