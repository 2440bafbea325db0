import { medianFilter } from "./medianFilter";
import type { Pixels } from "./pixels";

export type Noise = "clean" | "impulse" | "gaussian" | "both";

/** Median of |a - 2 b + c| of three values of white noise, in standard deviations of one. */
const deviationOfMedian = 0.6744897501960817 * Math.sqrt(6);
/** Median of second differences, in levels, from which a picture counts as noisy: a deviation of 6 levels. */
const noisyMedian = 10;
const leastJump = 64;
const jumpDeviations = 4;
const alike = 32;
const extremes = { darkest: 16, lightest: 239 };
const impulseShare = 0.01;

/**
 * Which noise a picture seems to have, after the idea of DIGIX's second place, whose code reads it from a list.
 *
 * Gaussian: the median of second differences along rows is large, which lines on paper and smooth shades are not. Impulses: more
 * than one pixel in a hundred is nearly black or white, far from the median around it, and has at most one neighbor like
 * itself, which a pixel of a line has not. A stippled drawing may pass for one with impulses.
 *
 * @param gray one channel
 * @returns `clean` also for a picture of fewer than three pixels a side
 */
export function guessNoise(gray: Pixels): Noise {
  const { width, height } = gray;
  if (width < 3 || height < 3) return "clean";
  const bend = medianBend(gray);
  const jump = Math.max(leastJump, (jumpDeviations * bend) / deviationOfMedian);
  const hasImpulses = countImpulses(gray, jump) > impulseShare * (width - 2) * (height - 2);
  const isNoisy = bend >= noisyMedian;
  if (hasImpulses) return isNoisy ? "both" : "impulse";
  return isNoisy ? "gaussian" : "clean";
}

/** The upper median of |a - 2 b + c| of three pixels in a row. */
function medianBend({ width, height, data }: Pixels): number {
  const counts = new Uint32Array(511);
  for (let y = 0; y < height; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      counts[Math.abs(data[at - 1]! - 2 * data[at]! + data[at + 1]!)]!++;
    }
  }
  const middle = ((width - 2) * height) >> 1;
  let bend = 0;
  for (let passed = counts[0]!; passed <= middle; passed += counts[bend]!) bend++;
  return bend;
}

function countImpulses(gray: Pixels, jump: number): number {
  const { width, height, data } = gray;
  const medians = medianFilter(gray, 3).data;
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  let impulses = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const level = data[at]!;
      if (level > extremes.darkest && level < extremes.lightest) continue;
      if (Math.abs(level - medians[at]!) <= jump) continue;
      let similar = 0;
      for (const step of around) if (Math.abs(data[at + step]! - level) <= alike) similar++;
      if (similar <= 1) impulses++;
    }
  }
  return impulses;
}
