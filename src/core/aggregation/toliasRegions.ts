import type { MapSize, Region } from "./region";

/** Overlap of neighbors along the longer side that the number of regions is chosen for. */
const wantedOverlap = 0.4;
/** How many regions of the first level may lie along the longer side. */
const counts = [2, 3, 4, 5, 6, 7] as const;

/** Which of two programs' rounding is followed. They differ where a place lies on a border. */
export type GridPrecision = "float32" | "float64";

/**
 * R-MAC's grid: overlapping squares of several sizes, level by level, rows then columns, without the whole map.
 *
 * @param levels L; level l has squares of side floor(2 min(h, w) / (l + 1)), l along the shorter side
 * @param precision of the places: float32 as cirtorch, float64 as deep-retrieval
 * @returns squares of side 0 too, which deep-retrieval gives of maps of one place
 * @see Tolias et al., arXiv:1511.05879, section 3.2; cirtorch, layers/functional.py:roipool; deep-retrieval, test.py
 */
export function toliasRegions({ height, width }: MapSize, levels: number, precision: GridPrecision): Region[] {
  const shorter = Math.min(height, width);
  const extra = height === width ? 0 : countBeyond(shorter, Math.max(height, width) - shorter, precision);
  const regions: Region[] = [];
  for (let level = 1; level <= levels; level++) {
    const side = Math.floor((2 * shorter) / (level + 1));
    const tops = startsAlong(height, side, level + (height > width ? extra : 0), precision);
    const lefts = startsAlong(width, side, level + (width > height ? extra : 0), precision);
    for (const top of tops) for (const left of lefts) regions.push({ left, top, width: side, height: side });
  }
  return regions;
}

/**
 * How many regions more the longer side has than the shorter one.
 *
 * Both programs choose in float32; they differ in how a step is computed, and with it in ties.
 */
function countBeyond(shorter: number, rest: number, precision: GridPrecision): number {
  const f = Math.fround;
  const area = f(shorter ** 2);
  let [best, closest] = [0, Infinity];
  for (const count of counts) {
    // A number divided by a tensor is, in PyTorch, the tensor's reciprocal times the number.
    const step = precision === "float32" ? f(f(1 / (count - 1)) * f(rest)) : f(f(rest) / (count - 1));
    const overlap = f(f(area - f(f(shorter) * step)) / area);
    const difference = Math.abs(f(overlap - f(wantedOverlap)));
    if (difference < closest) [best, closest] = [count - 1, difference];
  }
  return best;
}

/** Where the squares of one level start along a side. */
function startsAlong(length: number, side: number, count: number, precision: GridPrecision): number[] {
  const half = Math.floor(side / 2 - 1);
  const step = count === 1 ? 0 : (length - side) / (count - 1);
  const f = Math.fround;
  return Array.from({ length: count }, (_, at) => {
    const middle = precision === "float32" ? f(half + f(f(step) * at)) : half + step * at;
    return Math.floor(middle) - half;
  });
}
