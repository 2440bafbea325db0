import type { Pixels } from "./pixels";

/**
 * Lays a transparent picture on white paper: round(c a / 255 + 255 (1 - a / 255)) for every color, which never meets a
 * tie, since 255 is odd. Others are returned as they are.
 *
 * @returns one or three channels
 */
export function onWhite(pixels: Pixels): Pixels & { readonly channels: 1 | 3 } {
  const { width, height, channels, data: source } = pixels;
  if (channels !== 4) return { width, height, channels, data: source };
  const data = new Uint8Array(width * height * 3);
  for (let i = 0, j = 0; i < source.length; i += 4, j += 3) {
    const alpha = source[i + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const color = source[i + channel]!;
      data[j + channel] = alpha === 255 ? color : colorOnWhite(color, alpha);
    }
  }
  return { width, height, channels: 3, data };
}

/**
 * Luma by ITU-R 601 in Pillow's fixed point, transparency on white first.
 *
 * @returns one channel; `pixels` itself where it has one
 */
export function toGray(pixels: Pixels): Pixels & { readonly channels: 1 } {
  const { width, height, channels, data: source } = pixels;
  if (channels === 1) return { width, height, channels, data: source };
  const data = new Uint8Array(width * height).fill(255);
  for (let i = 0, j = 0; i < data.length; i++, j += channels) {
    const red = source[j]!;
    const green = source[j + 1]!;
    const blue = source[j + 2]!;
    const alpha = channels === 4 ? source[j + 3]! : 255;
    // Most of a drawing is paper.
    if ((red & green & blue & alpha) === 255) continue;
    data[i] =
      alpha === 255
        ? luma(red, green, blue)
        : luma(colorOnWhite(red, alpha), colorOnWhite(green, alpha), colorOnWhite(blue, alpha));
  }
  return { width, height, channels: 1, data };
}

/** Gray repeated to three channels; three channels are returned as they are, transparency is laid on white. */
export function toRgb(pixels: Pixels): Pixels & { readonly channels: 3 } {
  const { width, height, channels, data: source } = onWhite(pixels);
  if (channels === 3) return { width, height, channels, data: source };
  const data = new Uint8Array(source.length * 3);
  for (let i = 0, j = 0; i < source.length; i++) {
    data[j++] = source[i]!;
    data[j++] = source[i]!;
    data[j++] = source[i]!;
  }
  return { width, height, channels: 3, data };
}

function luma(red: number, green: number, blue: number): number {
  return (Math.imul(red, 19595) + Math.imul(green, 38470) + Math.imul(blue, 7471) + 0x8000) >> 16;
}

function colorOnWhite(color: number, alpha: number): number {
  return Math.trunc((color * alpha + 255 * (255 - alpha) + 127) / 255);
}
