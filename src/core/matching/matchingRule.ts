/** How boxes of a shop's pictures and of videos become matches of items and videos. */
export interface MatchingRule {
  /** Boxes of an item count whose distance is strictly below this quantile of the item's distances. */
  readonly quantile: number;
  /** Share of the counting boxes that a video needs, rounded half to even. */
  readonly voteShare: number;
  /** Which of several videos that have the share is taken, by the mean distance of all boxes of the item that found it. */
  readonly amongSeveral: "largest-mean" | "smallest-mean";
  /** An item's distance: the mean of the counting boxes that found the video, or the nearest of them. */
  readonly itemDistance: "mean" | "nearest";
  /** The boxes that are shown: those that the detector is surest of, or the nearest pair. */
  readonly shownBoxes: "surest" | "nearest";
  /** Squared distance from which a match is dropped. */
  readonly maxSquaredDistance: number;
  /** float16 rounds distances, thresholds and means as the authors' matrix does. */
  readonly precision: "float16" | "float64";
}

/**
 * The rule as the code of Taobao's seventh place has it. Of several videos it takes the one that is farthest, which looks
 * like a slip; the threshold is of squared distances.
 *
 * @see jihang-zhang/Tianchi-Taobao-clothes-retrieval, metric_sub/src_infer/run.py
 */
export const taobaoCodeRule: MatchingRule = {
  quantile: 0.28,
  voteShare: 0.5,
  amongSeveral: "largest-mean",
  itemDistance: "mean",
  shownBoxes: "surest",
  maxSquaredDistance: 1.12,
  precision: "float16",
};

/** The rule as its text says it: the nearest of several videos, the nearest boxes, a threshold of distances that are not squared. */
export const taobaoTextRule: MatchingRule = {
  quantile: 0.28,
  voteShare: 0.5,
  amongSeveral: "smallest-mean",
  itemDistance: "nearest",
  shownBoxes: "nearest",
  maxSquaredDistance: 1.12 ** 2,
  precision: "float64",
};
