import type { ResamplingFilter } from "./inputRules";

/** A filter's weight at a distance from the center, and how far out it reaches; both in source pixels at scale 1. */
export interface FilterKernel {
  readonly support: number;
  weight(distance: number): number;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** Keys' cubic convolution with a = -0.5, as Pillow has it (OpenCV and torch without antialiasing take -0.75). */
function cubicWeight(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function hammingWeight(distance: number): number {
  const x = Math.abs(distance);
  return x < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI)) : 0;
}

/** The convolution kernels behind Pillow's filter names. `nearest` is none: it picks pixels. */
export const filterKernels: Readonly<Record<Exclude<ResamplingFilter, "nearest">, FilterKernel>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hammingWeight },
  bicubic: { support: 2, weight: cubicWeight },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};
