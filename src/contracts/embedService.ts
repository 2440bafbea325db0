import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import type { QueryEdit } from "../core/image/queryEdit";
import type { BackendChoice } from "./searchService";

/** Where a checkpoint's files come from: a folder of the page's origin, or files that a user dropped (path in the folder to file). */
export type CheckpointSource =
  | { readonly kind: "url"; readonly baseUrl: string }
  | { readonly kind: "files"; readonly files: ReadonlyMap<string, Blob> };

/** What runs the network, to be shown as it is. */
export interface EmbedBackend {
  readonly kind: "webgpu" | "wasm";
  /** Adapter name, or "WASM SIMD". */
  readonly name: string;
  readonly isSoftware: boolean;
  readonly threads: number;
  /** Why a wanted backend does not run, else null ("no adapter", "self-test: cosine 0.93 on picture 3"). */
  readonly fallbackReason: string | null;
  /** Smallest cosine of the self-test's pictures between WebGPU and WASM; null where WASM runs. */
  readonly selfTestCosine: number | null;
}

export interface OpenedCheckpoint {
  readonly manifest: CheckpointManifest;
  readonly backend: EmbedBackend;
}

/** A picture that the worker holds, by number, until it is closed. */
export interface OpenedPicture {
  readonly pictureId: number;
  readonly format: string;
  /** Size of the shown page in its own pixels, upright. */
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  /** Counted from 0. */
  readonly page: number;
  /** What was left out or changed in reading it, in plain words ("first of 12 frames", "transparent parts on white"). */
  readonly notes: readonly string[];
  /** Upright picture, longer side at most 1024 pixels, for showing. Transferred. */
  readonly preview: ImageBitmap;
  /** Fractions of the upright picture that hold all ink; null where there is none. */
  readonly inkBox: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  } | null;
}

/** Milliseconds that each stage took. */
export interface EmbedTimes {
  readonly decodeMs: number;
  readonly preprocessMs: number;
  readonly embedMs: number;
}

export interface EmbeddedPicture {
  /** The stored vector: unit length, whitened where the checkpoint whitens. */
  readonly vector: Float32Array<ArrayBuffer>;
  readonly times: EmbedTimes;
}

/** One embed worker: decodes, preprocesses, runs the network. One run at a time. Numbers of jobs and pictures are the page's. */
export interface EmbedService {
  /**
   * Opens a checkpoint; what was open stays open if this fails.
   *
   * @param threads that WASM may use; taken from the first opening in a worker
   */
  openCheckpoint(source: CheckpointSource, backend: BackendChoice, threads: number): Promise<OpenedCheckpoint>;
  /** Decodes a page, counted from 0, and holds it under a number until it is closed. SVG must have been drawn before. */
  openPicture(pictureId: number, picture: Blob, name: string, page: number): Promise<OpenedPicture>;
  closePicture(pictureId: number): void;
  /** Embeds an open picture as edited. */
  embedPicture(jobId: number, pictureId: number, edit: QueryEdit): Promise<EmbeddedPicture>;
  /** Decodes and embeds one picture of a gallery, unedited, whole path. */
  embedFile(jobId: number, picture: Blob, name: string): Promise<EmbeddedPicture>;
  /** Lets a job that has not reached the network yet end with an AbortError. */
  cancel(jobId: number): void;
}
