import type { RegionGrid } from "./pooling";
import { pyretriRegions } from "./pyretriRegions";
import type { MapSize, Region } from "./region";
import { toliasRegions } from "./toliasRegions";

/**
 * The regions of a map that R-MAC takes maxima of, each of one place at least.
 *
 * cirtorch puts the whole map first; PyRetri leaves out the last row and column of each region. Where nothing is left of
 * any region, on maps of a place or two, the whole map is taken.
 *
 * @param levels 0 takes the whole map alone
 */
export function pooledRegions(map: MapSize, grid: RegionGrid, levels: number): Region[] {
  const whole: Region = { left: 0, top: 0, width: map.width, height: map.height };
  const regions = regionsOf(map, grid, levels).filter(({ width, height }) => width > 0 && height > 0);
  return grid === "cirtorch" || regions.length === 0 ? [whole, ...regions] : regions;
}

function regionsOf(map: MapSize, grid: RegionGrid, levels: number): Region[] {
  switch (grid) {
    case "cirtorch":
      return toliasRegions(map, levels, "float32");
    case "deep-retrieval":
      return toliasRegions(map, levels, "float64");
    case "pyretri":
      return pyretriRegions(map, levels).map((region) => ({
        ...region,
        width: region.width - 1,
        height: region.height - 1,
      }));
  }
}
