/** A rectangle in a picture as its detector gives it, such as [x, y, width, height]; it is passed on as it is. */
export type DetectedBox = readonly number[];

/** A box that was found in a picture of an item that is for sale. */
export interface ItemBox {
  readonly itemId: string;
  /** The picture's name. */
  readonly image: string;
  readonly box: DetectedBox;
  /** How sure the detector is. */
  readonly detectionScore: number;
}

/** A box that was found in a frame of a video. */
export interface VideoBox {
  readonly videoId: string;
  readonly frame: number;
  readonly box: DetectedBox;
  readonly detectionScore: number;
}

/** For every item box the nearest video box. */
export interface NearestBoxes {
  /** [N] positions in the list of video boxes */
  readonly positions: ArrayLike<number>;
  /** [N] squared Euclidean distances of unit vectors, 0 to 4 */
  readonly squaredDistances: ArrayLike<number>;
}
