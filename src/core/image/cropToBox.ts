import type { Item } from "../dataset/item";
import { StudioError } from "../errors";
import { crop } from "./edit";
import { quoteName } from "./pictureErrors";
import type { Pixels } from "./pixels";

/**
 * The part of a picture that an item is. Edges round to the nearest pixel, halves to the even one, and what lies beyond the
 * picture is cut off, as the trainer does it with Python's `round` and NumPy's slices.
 *
 * @param box in pixels of the upright picture; null is the whole picture
 * @param name what to call the picture in a message
 * @throws StudioError `PictureFormatError` where nothing of the box lies in the picture
 */
export function cropToBox(pixels: Pixels, box: Item["box"] | null, name: string): Pixels {
  if (box === null || box === undefined) return pixels;
  const left = roundHalfToEven(box.left);
  const top = roundHalfToEven(box.top);
  const right = Math.min(pixels.width, roundHalfToEven(box.right));
  const bottom = Math.min(pixels.height, roundHalfToEven(box.bottom));
  if (left < right && top < bottom) return crop(pixels, { left, top, right, bottom });
  const wanted = [box.left, box.top, box.right, box.bottom].join(", ");
  throw new StudioError(
    "PictureFormatError",
    `${quoteName(name)}: expected a box inside its ${pixels.width} × ${pixels.height} pixels; found ${wanted}`,
    "Mend the box in the item table.",
  );
}

function roundHalfToEven(value: number): number {
  const lower = Math.floor(value);
  const rest = value - lower;
  if (rest !== 0.5) return rest < 0.5 ? lower : lower + 1;
  return lower % 2 === 0 ? lower : lower + 1;
}
