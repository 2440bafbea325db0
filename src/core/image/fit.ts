// How a picture of any shape comes to a network's shape. Sizes follow from integers alone, so no quotient can tip them.
import { crop } from "./edit";
import type { ResamplingFilter } from "./inputRules";
import type { Pixels } from "./pixels";
import { resize } from "./resample";

/** Integers nearest to a half round to the even one, as Python's `round` does. */
function roundHalfOfInteger(integer: number): number {
  const lower = Math.floor(integer / 2);
  return integer % 2 === 0 ? lower : lower + (lower % 2);
}

/**
 * Makes the longer side `side`, keeps the shape (the other side rounded half up, at least 1) and puts the picture in the
 * middle of a square; an odd pixel of padding goes to the right and to the bottom.
 *
 * @param fill gray level of the padding, 0 to 255; opaque where there is alpha
 * @returns side by side, same channels
 */
export function letterbox(pixels: Pixels, side: number, fill: number, filter: ResamplingFilter): Pixels {
  const longer = Math.max(pixels.width, pixels.height);
  const fitted = (length: number): number => Math.max(1, Math.floor((2 * length * side + longer) / (2 * longer)));
  return padToCenter(resize(pixels, fitted(pixels.width), fitted(pixels.height), filter), side, fill);
}

function padToCenter(pixels: Pixels, side: number, fill: number): Pixels {
  const { width, height, channels } = pixels;
  if (width === side && height === side) return pixels;
  const data = new Uint8Array(side * side * channels).fill(fill);
  if (channels === 4) for (let i = 3; i < data.length; i += 4) data[i] = 255;
  const left = Math.floor((side - width) / 2);
  const top = Math.floor((side - height) / 2);
  const rowLength = width * channels;
  for (let y = 0; y < height; y++) {
    data.set(pixels.data.subarray(y * rowLength, (y + 1) * rowLength), ((top + y) * side + left) * channels);
  }
  return { width: side, height: side, channels, data };
}

/** Makes the shorter side `side` and keeps the shape; the other side is rounded down, as torchvision does. */
export function resizeShorterSide(pixels: Pixels, side: number, filter: ResamplingFilter): Pixels {
  const { width, height } = pixels;
  const other = Math.floor((side * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? resize(pixels, side, other, filter) : resize(pixels, other, side, filter);
}

/** Cuts a square out of the middle of a picture that is at least as large; half a pixel rounds to even, as in torchvision. */
export function centerCrop(pixels: Pixels, side: number): Pixels {
  const left = roundHalfOfInteger(pixels.width - side);
  const top = roundHalfOfInteger(pixels.height - side);
  return crop(pixels, { left, top, right: left + side, bottom: top + side });
}
