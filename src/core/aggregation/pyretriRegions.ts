import type { MapSize, Region } from "./region";

const wantedOverlap = 0.4;

/**
 * PyRetri's grid: whole steps, rounded down, so that the far border need not be touched, and its own number of regions.
 *
 * @param levels the first has squares of the map's shorter side; level l, from 0, one of 2 / (l + 2) of it
 * @returns level by level, rows then columns, with the last row and column that PyRetri leaves out when it pools
 * @see PyRetri, extract/aggregator/aggregators_impl/r_mac.py
 */
export function pyretriRegions({ height, width }: MapSize, levels: number): Region[] {
  const shorter = Math.min(height, width);
  const along = height === width ? 1 : countAlong(shorter, Math.max(height, width) - shorter);
  const regions: Region[] = [];
  for (let level = 0; level < levels; level++) {
    const side = Math.trunc((2 / (level + 2)) * shorter);
    const down = (height > width ? along : 1) + level;
    const across = (width > height ? along : 1) + level;
    const [stepDown, stepAcross] = [Math.floor((height - side) / down), Math.floor((width - side) / across)];
    for (let row = 0; row < down; row++) {
      for (let column = 0; column < across; column++) {
        regions.push({ left: stepAcross * column, top: stepDown * row, width: side, height: side });
      }
    }
  }
  return regions;
}

/**
 * The first count at which neighbors' overlap goes further from 0.4 again; counts whose neighbors do not overlap are passed
 * over.
 *
 * PyRetri never ends on a map of one row or column; here the count stays at what leaves no step between neighbors.
 */
function countAlong(shorter: number, rest: number): number {
  let best = 1;
  let count = 1;
  for (; count <= rest + 1; count++) {
    const overlap = (shorter ** 2 - shorter * Math.floor(rest / count)) / shorter ** 2;
    if (overlap <= 0) continue;
    const difference = Math.abs(overlap - wantedOverlap);
    if (difference > best) return count;
    best = difference;
  }
  return count;
}
