import { applyEdit, boxOfFractions, crop } from "./edit";
import type { FractionBox } from "./fractionBox";
import { type FittedPlace, letterboxPlace, shorterSidePlace } from "./fit";
import { toGray, toRgb } from "./grayscale";
import type { InputRules } from "./inputRules";
import type { PixelBox, Pixels } from "./pixels";
import { boxByRule } from "./preprocess";
import { type QueryEdit, unedited } from "./queryEdit";

/** What of a picture reached a network, in fractions of the picture as it was rotated and mirrored, before any crop. */
export interface SeenPart {
  /** What is left after the user's crop and the crop to the ink. */
  readonly part: FractionBox;
  /** Where the network's input lies: beyond the part where it was filled up, within it where more was cut off. */
  readonly input: FractionBox;
}

/** Where on a picture the input lies that `preprocess` makes of it with the same rules and edit. */
export function seenPart(pixels: Pixels, rules: InputRules, edit: QueryEdit = unedited): SeenPart {
  const channels = rules.color === "rgb" ? toRgb(pixels) : toGray(pixels);
  const turned = applyEdit(channels, { ...edit, crop: null });
  const byUser = boxOfFractions(turned, edit.crop ?? { left: 0, top: 0, right: 1, bottom: 1 });
  const byRule = edit.cropToInk
    ? boxByRule(crop(turned, byUser), rules)
    : { left: 0, top: 0, right: byUser.right - byUser.left, bottom: byUser.bottom - byUser.top };
  const box: PixelBox = {
    left: byUser.left + byRule.left,
    top: byUser.top + byRule.top,
    right: byUser.left + byRule.right,
    bottom: byUser.top + byRule.bottom,
  };
  const size = { width: box.right - box.left, height: box.bottom - box.top };
  const place = placeOf(size, rules);
  // Pixels of the picture that one pixel of the input is wide and high.
  const [stepX, stepY] = [size.width / place.width, size.height / place.height];
  const left = box.left - place.left * stepX;
  const top = box.top - place.top * stepY;
  const input = { left, top, right: left + rules.width * stepX, bottom: top + rules.height * stepY };
  return { part: inFractions(box, turned), input: inFractions(input, turned) };
}

function placeOf(size: { readonly width: number; readonly height: number }, rules: InputRules): FittedPlace {
  switch (rules.resize) {
    case "letterbox":
      return letterboxPlace(size, rules.height);
    case "squash":
      return { left: 0, top: 0, width: rules.width, height: rules.height };
    case "shorter-side":
      return shorterSidePlace(size, rules.height, rules.height);
  }
}

function inFractions(box: FractionBox, { width, height }: Pick<Pixels, "width" | "height">): FractionBox {
  return { left: box.left / width, top: box.top / height, right: box.right / width, bottom: box.bottom / height };
}
