import type { QueryEdit } from "./queryEdit";

/** A box as fractions [0, 1] of a picture's width and height, origin top left. */
export interface FractionBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The edit after the picture, as it is seen, was turned clockwise by 90°; the crop box turns with it.
 *
 * Mirroring comes after the rotation in an edit, so a mirrored picture turns clockwise by one counter-clockwise step before it.
 */
export function turnedClockwise(edit: QueryEdit): QueryEdit {
  const step = edit.isMirrored ? 3 : 1;
  const quarterTurns = ((edit.quarterTurns + step) % 4) as QueryEdit["quarterTurns"];
  return { ...edit, quarterTurns, crop: edit.crop && turnBoxClockwise(edit.crop) };
}

/** The edit after the picture, as it is seen, was mirrored left to right; the crop box is mirrored with it. */
export function mirrored(edit: QueryEdit): QueryEdit {
  return { ...edit, isMirrored: !edit.isMirrored, crop: edit.crop && mirrorBox(edit.crop) };
}

/** Where a box of the upright picture lies in the rotated and mirrored one. */
export function boxAsSeen(box: FractionBox, { quarterTurns, isMirrored }: QueryEdit): FractionBox {
  let seen = box;
  for (let turn = 0; turn < quarterTurns; turn++) seen = turnBoxClockwise(seen);
  return isMirrored ? mirrorBox(seen) : seen;
}

function turnBoxClockwise({ left, top, right, bottom }: FractionBox): FractionBox {
  return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
}

function mirrorBox({ left, top, right, bottom }: FractionBox): FractionBox {
  return { left: 1 - right, top, right: 1 - left, bottom };
}
