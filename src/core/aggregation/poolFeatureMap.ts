import { StudioError } from "../errors";
import { averageActivations } from "./averageActivations";
import { centeredSum } from "./centeredSum";
import { crossDimensionalWeighting, standardCrossDimensional } from "./crossDimensionalWeighting";
import type { FeatureMap } from "./featureMap";
import { generalizedMean } from "./generalizedMean";
import { maximumActivations } from "./maximumActivations";
import { pooledRegions } from "./pooledRegions";
import { generalizedMeanOptions, type Pooling, type RegionalPooling } from "./pooling";
import { regionMaxima } from "./regionMaxima";
import { regionFloors, type SumOfRegions, sumOfRegions } from "./sumOfRegions";

/**
 * Pools a feature map to one vector.
 *
 * Of these, R-MAC alone gives unit vectors; whoever stores vectors brings them to unit length (`storedVector`).
 *
 * @returns [C], or [D] of an R-MAC with a whitening
 * @throws StudioError DimensionMismatchError for an empty map, or a whitening of other channels than the map's
 */
export function poolFeatureMap(map: FeatureMap, pooling: Pooling): Float32Array<ArrayBuffer> {
  return Float32Array.from(pooledDoubles(map, pooling));
}

function pooledDoubles(map: FeatureMap, pooling: Pooling): Float64Array<ArrayBuffer> {
  refuseEmpty(map);
  switch (pooling.kind) {
    case "gem":
      return generalizedMean(map, generalizedMeanOptions(pooling));
    case "mac":
      return maximumActivations(map);
    case "average":
      return averageActivations(map);
    case "spoc":
      return centeredSum(map);
    case "crow":
      return crossDimensionalWeighting(map, { ...standardCrossDimensional, ...pooling });
    case "rmac":
      return poolRegions(map, pooling).unit;
  }
}

/**
 * R-MAC of a map with all that lies between: what each region gives, and the sum before its length is made 1.
 *
 * @throws StudioError DimensionMismatchError as `poolFeatureMap`
 */
export function poolRegions(map: FeatureMap, { grid, levels, whitening = null }: RegionalPooling): SumOfRegions {
  refuseEmpty(map);
  if (whitening !== null) refuseUnfit(map.channels, whitening.weight.length, whitening.shift?.length);
  const { maxima } = regionMaxima(map, pooledRegions(map, grid, levels));
  return sumOfRegions(maxima, { floor: regionFloors[grid], whitening });
}

function refuseEmpty({ channels, height, width, values }: FeatureMap): void {
  if (channels > 0 && height > 0 && width > 0 && values.length === channels * height * width) return;
  throw new StudioError(
    "DimensionMismatchError",
    `expected a feature map of [C, h, w]; found [${channels}, ${height}, ${width}] of ${values.length} numbers`,
    "Export the checkpoint again with its feature map.",
  );
}

function refuseUnfit(channels: number, weights: number, shifts: number | undefined): void {
  if (weights > 0 && weights % channels === 0 && (shifts === undefined || shifts === channels)) return;
  throw new StudioError(
    "DimensionMismatchError",
    `expected a whitening of regions of ${channels} channels; found ${weights} weights and ${shifts ?? 0} shifts`,
    "Take the whitening that was learned with this checkpoint.",
  );
}
