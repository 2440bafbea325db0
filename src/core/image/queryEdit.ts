import type { FractionBox } from "./fractionBox";

/**
 * What a user did to a query picture before it is searched with. Applied in this order: rotate, mirror, crop; then, if
 * `cropToInk`, the checkpoint's own crop to the ink. With `cropToInk` off the picture is used as it stands.
 */
export interface QueryEdit {
  /** Clockwise quarter turns. */
  readonly quarterTurns: 0 | 1 | 2 | 3;
  /** Left and right exchanged, after the rotation. */
  readonly isMirrored: boolean;
  /** Fractions [0, 1] of the rotated and mirrored picture; null is the whole picture. */
  readonly crop: FractionBox | null;
  readonly cropToInk: boolean;
  /**
   * Fractions of the rotated and mirrored picture: only this part is searched with. The network still sees all that the
   * crop leaves, and of its feature map the places in the box are pooled. Absent or null is all of it.
   */
  readonly part?: FractionBox | null;
}

export const unedited: QueryEdit = { quarterTurns: 0, isMirrored: false, crop: null, cropToInk: true };
