// How a picture of any shape comes to a network's shape. Sizes follow from integers alone, so no quotient can tip them.
import type { ResamplingFilter } from "./inputRules";
import type { Pixels } from "./pixels";
import { resize, resizePart } from "./resample";

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
  const place = letterboxPlace(pixels, side);
  return padAround(resize(pixels, place, filter), place, side, fill);
}

/** Where a picture comes to lie in a square, in the square's pixels. */
export interface FittedPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where `letterbox` puts a picture. */
export function letterboxPlace(picture: Pick<Pixels, "width" | "height">, side: number): FittedPlace {
  const longer = Math.max(picture.width, picture.height);
  const fitted = (length: number): number => Math.max(1, Math.floor((2 * length * side + longer) / (2 * longer)));
  const [width, height] = [fitted(picture.width), fitted(picture.height)];
  return { left: Math.floor((side - width) / 2), top: Math.floor((side - height) / 2), width, height };
}

function padAround(pixels: Pixels, { left, top }: FittedPlace, side: number, fill: number): Pixels {
  const { width, height, channels } = pixels;
  if (width === side && height === side) return pixels;
  const data = new Uint8Array(side * side * channels).fill(fill);
  if (channels === 4) for (let i = 3; i < data.length; i += 4) data[i] = 255;
  const rowLength = width * channels;
  for (let y = 0; y < height; y++) {
    data.set(pixels.data.subarray(y * rowLength, (y + 1) * rowLength), ((top + y) * side + left) * channels);
  }
  return { width: side, height: side, channels, data };
}

/**
 * Makes the shorter side `side`, keeps the shape (the other side rounded down, as torchvision does) and keeps the square of
 * `cropSide` in the middle; half a pixel rounds to even, as in torchvision.
 *
 * @param cropSide at most `side`; null keeps the whole picture
 */
export function resizeShorterSide(
  pixels: Pixels,
  side: number,
  cropSide: number | null,
  filter: ResamplingFilter,
): Pixels {
  const size = shorterSideSize(pixels, side);
  if (cropSide === null) return resize(pixels, size, filter);
  const { left, top } = shorterSidePlace(pixels, side, cropSide);
  return resizePart(pixels, size, { left: -left, top: -top, right: cropSide - left, bottom: cropSide - top }, filter);
}

/** Where `resizeShorterSide` puts a picture in the square that it keeps: the edges lie at it or beyond it. */
export function shorterSidePlace(
  picture: Pick<Pixels, "width" | "height">,
  side: number,
  cropSide: number,
): FittedPlace {
  const { width, height } = shorterSideSize(picture, side);
  return { left: -roundHalfOfInteger(width - cropSide), top: -roundHalfOfInteger(height - cropSide), width, height };
}

function shorterSideSize(picture: Pick<Pixels, "width" | "height">, side: number): { width: number; height: number } {
  const shorter = Math.min(picture.width, picture.height);
  const fitted = (length: number): number => Math.floor((side * length) / shorter);
  return { width: fitted(picture.width), height: fitted(picture.height) };
}
