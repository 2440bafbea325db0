import type { FractionBox } from "./fractionBox";
import type { QueryEdit } from "./queryEdit";

/**
 * The edit after the picture, as it is seen, was turned clockwise by 90°; the crop box and the part turn with it.
 *
 * Mirroring comes after the rotation in an edit, so a mirrored picture turns clockwise by one counter-clockwise step before it.
 */
export function turnedClockwise(edit: QueryEdit): QueryEdit {
  const step = edit.isMirrored ? 3 : 1;
  const quarterTurns = ((edit.quarterTurns + step) % 4) as QueryEdit["quarterTurns"];
  return {
    ...edit,
    quarterTurns,
    crop: edit.crop && turnBoxClockwise(edit.crop),
    ...partAfter(edit, turnBoxClockwise),
  };
}

/** The edit after the picture, as it is seen, was mirrored left to right; the crop box and the part are mirrored with it. */
export function mirrored(edit: QueryEdit): QueryEdit {
  return {
    ...edit,
    isMirrored: !edit.isMirrored,
    crop: edit.crop && mirrorBox(edit.crop),
    ...partAfter(edit, mirrorBox),
  };
}

function partAfter({ part }: QueryEdit, change: (box: FractionBox) => FractionBox): Pick<QueryEdit, "part"> {
  return part === undefined || part === null ? {} : { part: change(part) };
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
