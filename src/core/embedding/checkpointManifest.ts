import type { InputRules } from "../image/inputRules";
import type { EmbeddingViews } from "./embeddingViews";

declare const checkpointIdBrand: unique symbol;

/** Names one checkpoint for good. */
export type CheckpointId = string & { readonly [checkpointIdBrand]: true };

/** A file of a checkpoint's folder, with what is needed to trust it. */
export interface CheckpointFile {
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** `checkpoint.json`: everything that a reader needs to embed pictures as the checkpoint's author did. */
export interface CheckpointManifest {
  readonly schema: 1;
  readonly id: CheckpointId;
  readonly name: string;
  readonly recipe: string;
  readonly parent: CheckpointId | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly input: InputRules;
  /** `dimension` is the stored vector's, after whitening. */
  readonly embedding: { readonly dimension: number; readonly pooling: string; readonly neck: string };
  readonly credits: { readonly trainingData: readonly string[]; readonly startWeights: readonly string[] };
  readonly metrics: readonly { readonly dataset: string; readonly name: string; readonly value: number }[];
  /** How many identities the classifier knew; 0 where unknown. */
  readonly identities: number;
  readonly files: readonly CheckpointFile[];
  /** How each picture is looked at; absent for the plain view. */
  readonly views?: EmbeddingViews | undefined;
}
