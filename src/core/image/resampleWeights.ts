import type { FilterKernel } from "./resamplingFilter";

/** Bits behind the point of a weight: 8 of 32 are the pixel's, 2 hold the sign and the overshoot of negative lobes. */
export const weightBits = 22;

/** One axis of a resize. Target pixels from `start` to before `end` are wanted of all `targetLength`. */
export interface ResampledAxis {
  readonly sourceLength: number;
  readonly targetLength: number;
  readonly start: number;
  readonly end: number;
}

/**
 * What each source pixel along one axis gives to the wanted target pixels: weights in fixed point, source by source.
 *
 * Kept by source and not by target, so that paper, which is most of a drawing, is skipped.
 */
export interface ResampleWeights {
  /** How many target pixels are wanted; they are counted from the first of them. */
  readonly targetLength: number;
  /** First target pixel that a source pixel gives to, length N. */
  readonly firstTargets: Int32Array;
  /** How many target pixels a source pixel gives to, length N; they lie side by side. */
  readonly counts: Int32Array;
  /** [N, stride]: weights times 2^weightBits; those behind a source pixel's count are 0. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/**
 * The weights of one pass of Pillow's resize: the kernel is stretched by the factor of shrinking, so that every source
 * pixel counts, and cut at the borders; the weights of a target pixel sum to 1 before they are rounded to fixed point.
 */
export function resampleWeights(axis: ResampledAxis, kernel: FilterKernel): ResampleWeights {
  const firstTargets = new Int32Array(axis.sourceLength);
  const counts = new Int32Array(axis.sourceLength);
  forEachWeight(axis, kernel, (source, target) => {
    if (counts[source] === 0) firstTargets[source] = target;
    counts[source]!++;
  });
  const stride = counts.reduce((most, count) => Math.max(most, count), 0);
  const weights = new Int32Array(axis.sourceLength * stride);
  forEachWeight(axis, kernel, (source, target, weight) => {
    weights[source * stride + target - firstTargets[source]!] = toFixedPoint(weight);
  });
  return { targetLength: axis.end - axis.start, firstTargets, counts, weights, stride };
}

function forEachWeight(
  { sourceLength, targetLength, start, end }: ResampledAxis,
  kernel: FilterKernel,
  give: (source: number, target: number, weight: number) => void,
): void {
  const scale = sourceLength / targetLength;
  const stretch = Math.max(scale, 1);
  const support = kernel.support * stretch;
  const window = new Float64Array(Math.ceil(support) * 2 + 1);
  for (let target = start; target < end; target++) {
    const center = (target + 0.5) * scale;
    // Pillow adds a half and cuts the fraction off.
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const last = Math.min(sourceLength, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let source = first; source < last; source++) {
      const weight = kernel.weight((source - center + 0.5) * (1 / stretch));
      window[source - first] = weight;
      sum += weight;
    }
    for (let source = first; source < last; source++) {
      const weight = window[source - first]!;
      give(source, target - start, sum === 0 ? weight : weight / sum);
    }
  }
}

/** Half away from zero, as a C cast after adding a signed half. */
function toFixedPoint(weight: number): number {
  const scaled = weight * (1 << weightBits);
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}
