import { crop } from "./edit";
import { letterbox } from "./fit";
import { toGray } from "./grayscale";
import { inkBoxWithMargin } from "./inkBox";
import type { Pixels } from "./pixels";

const white = 255;
/** Strokes at the border keep their outer edge. */
const margin = 0.02;

/** A drawing's ink in the middle of a white square, gray: what the descriptors without learning see. */
export function inkSquare(pixels: Pixels, side: number): Pixels {
  const gray = toGray(pixels);
  return letterbox(crop(gray, inkBoxWithMargin(gray, margin)), side, white, "bicubic");
}
