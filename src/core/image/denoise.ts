import type { Denoise } from "../embedding/embeddingViews";
import { bilateralFilter } from "./bilateralFilter";
import { toGray } from "./grayscale";
import { guessNoise, type Noise } from "./guessNoise";
import { medianFilter } from "./medianFilter";
import type { Pixels } from "./pixels";

/** DIGIX 2020, second place: a median of 5 × 5, a bilateral filter of these. */
const medianWindow = 5;
const sigmas = { color: 100, space: 12 };

/**
 * A picture without its noise, as far as a filter can: a median against impulses, a bilateral filter against Gaussian noise,
 * first the one and then the other against both.
 *
 * @param pixels one or three channels
 * @returns `pixels` itself where nothing is to be done
 */
export function denoise(pixels: Pixels, kind: Denoise): Pixels {
  const noise = noiseToRemove(pixels, kind);
  const leveled = noise === "impulse" || noise === "both" ? medianFilter(pixels, medianWindow) : pixels;
  return noise === "gaussian" || noise === "both" ? bilateralFilter(leveled, sigmas) : leveled;
}

function noiseToRemove(pixels: Pixels, kind: Denoise): Noise {
  switch (kind) {
    case "none":
      return "clean";
    case "median":
      return "impulse";
    case "bilateral":
      return "gaussian";
    case "by-type":
      return guessNoise(toGray(pixels));
  }
}
