import { encodeFloat16, float16Values } from "../numeric/float16";

/** What is computed of distances in one precision, as NumPy computes it. */
export interface DistanceArithmetic {
  /** The nearest number that the precision has. */
  readonly round: (value: number) => number;
  /** 0 of nothing. */
  readonly mean: (values: readonly number[]) => number;
  /**
   * A quantile, linear between neighbors.
   *
   * @param values one at least
   */
  readonly quantile: (values: readonly number[], share: number) => number;
}

/** In float64; in float16 sums are of float32, and a threshold is rounded before anything is compared with it. */
export function distanceArithmetic(precision: "float16" | "float64"): DistanceArithmetic {
  const isHalf = precision === "float16";
  const round = isHalf ? toFloat16 : (value: number) => value;
  const inSums = isHalf ? Math.fround : (value: number) => value;
  return {
    round,
    mean: (values) => {
      if (values.length === 0) return 0;
      let sum = 0;
      for (const value of values) sum = inSums(sum + value);
      return round(inSums(sum / values.length));
    },
    quantile: (values, share) => {
      const sorted = values.toSorted((a, b) => a - b);
      const place = (sorted.length - 1) * share;
      const below = Math.floor(place);
      const rest = place - below;
      const lower = sorted[below]!;
      const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
      const step = round(upper - lower);
      return round(rest < 0.5 ? lower + step * rest : upper - step * (1 - rest));
    },
  };
}

function toFloat16(value: number): number {
  return float16Values()[encodeFloat16(value)]!;
}
