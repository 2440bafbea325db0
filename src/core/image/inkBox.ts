import type { PixelBox, Pixels } from "./pixels";

/** A gray level up to this counts as ink: thin antialiased lines do, the paper of a scan does not. */
export const inkThreshold = 200;

/**
 * The tight box around all ink.
 *
 * @param gray one channel
 * @returns null where there is no ink
 */
export function inkBox(gray: Pixels): PixelBox | null {
  const { width, height, data } = gray;
  const top = firstRowWithInk(gray, 0, height, 1);
  if (top === null) return null;
  const bottom = (firstRowWithInk(gray, height - 1, -1, -1) ?? top) + 1;
  let left = width;
  let right = 0;
  for (let y = top; y < bottom; y++) {
    const row = y * width;
    // Only what lies outside the box so far can widen it.
    for (let x = 0; x < left; x++) if (data[row + x]! <= inkThreshold) left = x;
    for (let x = width - 1; x >= right; x--) if (data[row + x]! <= inkThreshold) right = x + 1;
  }
  return { left, top, right, bottom };
}

function firstRowWithInk(gray: Pixels, from: number, to: number, step: 1 | -1): number | null {
  const { width, data } = gray;
  for (let y = from; y !== to; y += step) {
    const end = (y + 1) * width;
    for (let i = y * width; i < end; i++) if (data[i]! <= inkThreshold) return y;
  }
  return null;
}

/**
 * The box around all ink with a margin, clipped to the picture; the whole picture where there is no ink.
 *
 * @param gray one channel
 * @param margin fraction of the tight box's longer side, rounded half up to pixels, added on every side
 */
export function inkBoxWithMargin(gray: Pixels, margin: number): PixelBox {
  const { width, height } = gray;
  const box = inkBox(gray);
  if (box === null) return { left: 0, top: 0, right: width, bottom: height };
  const border = Math.floor(margin * Math.max(box.right - box.left, box.bottom - box.top) + 0.5);
  return {
    left: Math.max(0, box.left - border),
    top: Math.max(0, box.top - border),
    right: Math.min(width, box.right + border),
    bottom: Math.min(height, box.bottom + border),
  };
}
