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
  readonly crop: null | {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly cropToInk: boolean;
}

export const unedited: QueryEdit = { quarterTurns: 0, isMirrored: false, crop: null, cropToInk: true };
