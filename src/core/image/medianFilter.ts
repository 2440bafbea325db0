import type { Pixels } from "./pixels";

/**
 * The median of a square window in every channel; beyond the edges the nearest pixel stands. OpenCV's `medianBlur`.
 *
 * The window's levels are counted; a step to the right changes one column of the counts, and the median moves little.
 *
 * @param window 3 or 5 pixels a side
 * @see Huang, Yang and Tang, A fast two-dimensional median filtering algorithm, 1979
 */
export function medianFilter(pixels: Pixels, window: 3 | 5): Pixels {
  const { width, height, channels, data } = pixels;
  const filtered = new Uint8Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) filterRow({ data, filtered, width, height, channels, channel }, y, window);
  }
  return { width, height, channels, data: filtered };
}

interface Plane {
  readonly data: Uint8Array;
  readonly filtered: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly channel: number;
}

function filterRow({ data, filtered, width, height, channels, channel }: Plane, y: number, window: number): void {
  const radius = window >> 1;
  const half = (window * window) >> 1;
  const counts = new Uint8Array(256);
  const rows = Int32Array.from({ length: window }, (_, i) => clamp(y + i - radius, height) * width);
  let median = 0;
  let below = 0; // how many of the window are less than `median`
  const count = (column: number, change: 1 | -1): void => {
    const x = clamp(column, width);
    for (let i = 0; i < window; i++) {
      const level = data[(rows[i]! + x) * channels + channel]!;
      counts[level]! += change;
      if (level < median) below += change;
    }
  };
  for (let column = -radius; column <= radius; column++) count(column, 1);
  for (let x = 0; x < width; x++) {
    if (x > 0) {
      count(x - radius - 1, -1);
      count(x + radius, 1);
    }
    while (below > half) below -= counts[--median]!;
    while (below + counts[median]! <= half) below += counts[median++]!;
    filtered[(y * width + x) * channels + channel] = median;
  }
}

function clamp(at: number, length: number): number {
  return Math.min(Math.max(at, 0), length - 1);
}
