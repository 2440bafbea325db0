import type { Pixels } from "./pixels";

/** Standard deviations of a bilateral filter. */
export interface BilateralSigmas {
  /** In levels, of the difference summed over channels. */
  readonly color: number;
  /** In pixels. */
  readonly space: number;
}

/** What a neighbor counts by where it lies. */
interface Neighbor {
  readonly right: number;
  readonly down: number;
  readonly weight: number;
}

/**
 * Every pixel as a mean of those in a circle around it; those of another color, or far away, count less. OpenCV's
 * `bilateralFilter` with a radius of 1.5 `space`; the picture is mirrored beyond its edges, the edge not repeated.
 *
 * Takes time with the square of `space`: a thousand neighbors a pixel at 12.
 *
 * @param pixels one or three channels
 * @see Tomasi and Manduchi, Bilateral filtering for gray and color images, ICCV 1998
 */
export function bilateralFilter(pixels: Pixels, sigmas: BilateralSigmas): Pixels {
  const { width, height, channels } = pixels;
  const radius = Math.max(1, Math.round(1.5 * sigmas.space));
  const padded = mirrorEdges(pixels, radius);
  const stride = (width + 2 * radius) * channels;
  const neighbors = circle(radius, sigmas.space);
  const offsets = Int32Array.from(neighbors, ({ right, down }) => down * stride + right * channels);
  const weights = Float32Array.from(neighbors, ({ weight }) => weight);
  const colors = Float32Array.from({ length: 256 * channels }, (_, i) => Math.exp((-0.5 * i * i) / sigmas.color ** 2));
  const filtered = new Uint8Array(width * height * channels);
  const pixel = channels === 1 ? grayMean : colorMean;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y + radius) * stride + (x + radius) * channels;
      pixel({ padded, at, offsets, weights, colors }, filtered, (y * width + x) * channels);
    }
  }
  return { width, height, channels, data: filtered };
}

interface Window {
  readonly padded: Uint8Array;
  readonly at: number;
  readonly offsets: Int32Array;
  readonly weights: Float32Array;
  readonly colors: Float32Array;
}

function grayMean({ padded, at, offsets, weights, colors }: Window, filtered: Uint8Array, to: number): void {
  const own = padded[at]!;
  let [sum, total] = [0, 0];
  for (let i = 0; i < offsets.length; i++) {
    const level = padded[at + offsets[i]!]!;
    const weight = weights[i]! * colors[Math.abs(level - own)]!;
    sum += weight * level;
    total += weight;
  }
  filtered[to] = Math.round(sum / total);
}

function colorMean({ padded, at, offsets, weights, colors }: Window, filtered: Uint8Array, to: number): void {
  const [r0, g0, b0] = [padded[at]!, padded[at + 1]!, padded[at + 2]!];
  let [red, green, blue, total] = [0, 0, 0, 0];
  for (let i = 0; i < offsets.length; i++) {
    const from = at + offsets[i]!;
    const [r, g, b] = [padded[from]!, padded[from + 1]!, padded[from + 2]!];
    const weight = weights[i]! * colors[Math.abs(r - r0) + Math.abs(g - g0) + Math.abs(b - b0)]!;
    red += weight * r;
    green += weight * g;
    blue += weight * b;
    total += weight;
  }
  filtered[to] = Math.round(red / total);
  filtered[to + 1] = Math.round(green / total);
  filtered[to + 2] = Math.round(blue / total);
}

function circle(radius: number, sigma: number): Neighbor[] {
  const neighbors: Neighbor[] = [];
  for (let down = -radius; down <= radius; down++) {
    for (let right = -radius; right <= radius; right++) {
      const squared = down * down + right * right;
      if (squared > radius * radius) continue;
      neighbors.push({ right, down, weight: Math.exp((-0.5 * squared) / (sigma * sigma)) });
    }
  }
  return neighbors;
}

function mirrorEdges({ width, height, channels, data }: Pixels, radius: number): Uint8Array {
  const wide = width + 2 * radius;
  const padded = new Uint8Array(wide * (height + 2 * radius) * channels);
  let to = 0;
  for (let y = -radius; y < height + radius; y++) {
    const row = mirrored(y, height) * width;
    for (let x = -radius; x < width + radius; x++) {
      const from = (row + mirrored(x, width)) * channels;
      for (let channel = 0; channel < channels; channel++) padded[to++] = data[from + channel]!;
    }
  }
  return padded;
}

/** … 2 1 | 0 1 2 … n-2 n-1 | n-2 n-3 …, again and again where a picture is smaller than the window. */
function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const place = ((at % period) + period) % period;
  return place < length ? place : period - place;
}
