import type { DetectedBox } from "./matchedBoxes";

/** How often a video was found by the boxes of an item that count. */
export interface VideoVotes {
  readonly videoId: string;
  readonly votes: number;
  /** Whether it has the share that it needs. */
  readonly isEnough: boolean;
  /** Mean squared distance of all boxes of the item that found it, by which one of several is taken. */
  readonly meanSquaredDistance: number;
}

/** A video that shows an item, and where. */
export interface ItemMatch {
  readonly videoId: string;
  readonly itemId: string;
  readonly frame: number;
  readonly image: string;
  readonly itemBox: DetectedBox;
  readonly frameBox: DetectedBox;
  readonly squaredDistance: number;
}

/** What became of an item. */
export type ItemFate =
  /** No box is strictly below the quantile: an item of one box, or of boxes that are equally far. */
  | { readonly kind: "no-candidates" }
  /** No video has its share of the votes. */
  | { readonly kind: "no-majority" }
  /** Another item is nearer to the same video, or as near and earlier. */
  | { readonly kind: "beaten"; readonly by: string }
  | { readonly kind: "too-far" }
  | { readonly kind: "matched" };

/** How it was decided about one item, step by step. */
export interface ItemDecision {
  readonly itemId: string;
  /** Positions of its boxes in the list of item boxes. */
  readonly boxes: readonly number[];
  /** Squared distance that boxes must stay below to count. */
  readonly threshold: number;
  /** Positions of the boxes that count. */
  readonly candidates: readonly number[];
  readonly neededVotes: number;
  /** Of the videos that counting boxes found, by video id. */
  readonly votes: readonly VideoVotes[];
  /** Null where no video was chosen. */
  readonly match: ItemMatch | null;
  readonly fate: ItemFate;
}
