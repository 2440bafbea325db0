import type { Pixels } from "./pixels";

/** RGBA with every color multiplied by its alpha, rounded, as Pillow's mode `RGBa`. */
export function premultiply(pixels: Pixels): Pixels {
  const source = pixels.data;
  const data = new Uint8Array(source.length);
  for (let i = 0; i < source.length; i += 4) {
    const alpha = source[i + 3]!;
    for (let channel = 0; channel < 3; channel++) data[i + channel] = divideBy255(source[i + channel]! * alpha);
    data[i + 3] = alpha;
  }
  return { ...pixels, data };
}

/** The inverse of `premultiply`, rounded down; colors of wholly transparent pixels stay as they are. */
export function unpremultiply(pixels: Pixels): Pixels {
  const data = pixels.data.slice();
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]!;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = 0; channel < 3; channel++) {
      data[i + channel] = Math.min(255, Math.floor((255 * data[i + channel]!) / alpha));
    }
  }
  return { ...pixels, data };
}

/** Rounded division of a product of two bytes, exact without dividing. */
function divideBy255(product: number): number {
  const biased = product + 128;
  return ((biased >> 8) + biased) >> 8;
}
