import type { Item, ItemId } from "../core/dataset/item";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import type { ExplainedScore, PlaceScores } from "../core/explain/explainMatch";
import type { QueryEdit } from "../core/image/queryEdit";
import type { SeenPart } from "../core/image/seenPart";
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

/** An open picture, as edited. */
export interface EditedPicture {
  readonly pictureId: number;
  readonly edit: QueryEdit;
}

/** What the places of one picture give to a score. */
export interface ExplainedSide extends PlaceScores {
  /** Where the places lie on the picture. */
  readonly seen: SeenPart;
}

/** Why a query and a hit match: their score as a sum over places of either, and over pairs of places. */
export interface ExplainedMatch extends Omit<ExplainedScore, "query" | "hit"> {
  readonly query: ExplainedSide;
  readonly hit: ExplainedSide;
  /**
   * What the sums leave out of the checkpoint's own score. `nothing`: they are that score. `views`: they are of the upright
   * view alone, and the checkpoint sums several. `head`: what lies behind its pooling cannot be taken apart (R-MAC, parts, a
   * neck with activations), so they are of the cosine of the two feature maps' generalized means, p = 3, without neck and
   * whitening.
   */
  readonly leftOut: "nothing" | "views" | "head";
}

/** The picture of one item of a data set. */
export interface ItemPicture {
  readonly itemId: ItemId;
  /** SVG must have been drawn before. */
  readonly picture: Blob;
  /** Counted from 0; a page that the file does not have is a fault. */
  readonly page: number;
  /** The part that is embedded, in pixels of the upright page, edges rounded half to even; null is the whole page. */
  readonly box: NonNullable<Item["box"]> | null;
  /** Bytes and last change of the item's own file, where `picture` was drawn from it. */
  readonly stamp: { readonly bytes: number; readonly modified: number };
}

/** What became of one picture. `facts.fault` says why there is no vector. */
export interface EmbeddedItem {
  readonly vector: Float32Array<ArrayBuffer> | null;
  readonly facts: PictureFacts;
}

/** Pictures that went through the network in one run. */
export interface EmbeddedItems {
  /** In the order of the call. */
  readonly items: readonly EmbeddedItem[];
  /** What ran the network: "WASM SIMD". */
  readonly backend: string;
  /** Sums over the pictures. */
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
  /**
   * Embeds an open picture as edited. Of one whose edit names a part, the places of the feature map in that part are pooled;
   * where the network's head cannot do that, the picture is cropped to the part.
   */
  embedPicture(jobId: number, pictureId: number, edit: QueryEdit): Promise<EmbeddedPicture>;
  /** Says which parts of two open pictures make their score, in one run of the network a picture; kept for a while. */
  explainMatch(jobId: number, query: EditedPicture, hit: EditedPicture): Promise<ExplainedMatch>;
  /**
   * Decodes and embeds pictures of a data set's items, each view of all in one run of the network. A picture that cannot be read is told by
   * its fault; all others are embedded.
   */
  embedItems(jobId: number, pictures: readonly ItemPicture[]): Promise<EmbeddedItems>;
  /** Looks at pictures without embedding them; needs no checkpoint. */
  examineItems(jobId: number, pictures: readonly ItemPicture[]): Promise<PictureFacts[]>;
  /**
   * How many pictures one run of the network should take: measured on hardware WebGPU, where doubling goes on as long as
   * it makes a picture quicker; 1 on all else, where larger runs gain nothing.
   */
  measureBatch(): Promise<number>;
  /** Lets a job that has not reached the network yet end with an AbortError. */
  cancel(jobId: number): void;
}
