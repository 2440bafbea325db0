import { doublesOf, lengthOf } from "../numeric/doubleMatrix";
import { centerWeights } from "./centeredSum";
import { crossDimensionalWeights, standardCrossDimensional } from "./crossDimensionalWeighting";
import { channelOf, type FeatureMap, zeroMapLike } from "./featureMap";
import { generalizedMeanGradient } from "./generalizedMean";
import { pooledRegions } from "./pooledRegions";
import { generalizedMeanOptions, type Pooling, type RegionalPooling, type RegionWhitening } from "./pooling";
import { regionMaxima } from "./regionMaxima";
import { regionFloors, sumOfRegions, whitenedRegions } from "./sumOfRegions";

/**
 * How a pooled vector changes with the map: the gradient of towards · pooled by every place, which heat maps are made of.
 *
 * Of R-MAC, the pooled vector is the sum of regions before its length is made 1. A maximum passes its share to its first
 * place. CroW's weights are taken as they are, though they too change with the map.
 *
 * @param towards [D] gradient by the pooled vector
 */
export function poolingGradient(map: FeatureMap, pooling: Pooling, towards: ArrayLike<number>): FeatureMap {
  switch (pooling.kind) {
    case "gem":
      return generalizedMeanGradient(map, generalizedMeanOptions(pooling), towards).map;
    case "mac":
      return maximumGradient(map, towards);
    case "average":
      return weightedGradient(map, (channel) => towards[channel]! / (map.height * map.width));
    case "spoc":
      return weightedGradient(map, (channel) => towards[channel]!, centerWeights(map));
    case "crow": {
      const { spatial, channels } = crossDimensionalWeights(map, { ...standardCrossDimensional, ...pooling });
      return weightedGradient(map, (channel) => towards[channel]! * channels[channel]!, spatial);
    }
    case "rmac":
      return regionalGradient(map, pooling, towards);
  }
}

/** Of a sum over places: what the channel weighs times what the place weighs, 1 unless given. */
function weightedGradient(
  map: FeatureMap,
  channelWeight: (channel: number) => number,
  places?: Float64Array,
): FeatureMap {
  const gradient = zeroMapLike(map);
  for (let c = 0; c < map.channels; c++) {
    const weight = channelWeight(c);
    const into = channelOf(gradient, c);
    for (let place = 0; place < into.length; place++) into[place] = weight * (places?.[place] ?? 1);
  }
  return gradient;
}

function maximumGradient(map: FeatureMap, towards: ArrayLike<number>): FeatureMap {
  const gradient = zeroMapLike(map);
  const { places } = regionMaxima(map, [{ left: 0, top: 0, width: map.width, height: map.height }]);
  for (let c = 0; c < map.channels; c++) channelOf(gradient, c)[places[c]!] = towards[c]!;
  return gradient;
}

function regionalGradient(
  map: FeatureMap,
  { grid, levels, whitening = null }: RegionalPooling,
  towards: ArrayLike<number>,
): FeatureMap {
  const floor = regionFloors[grid];
  const gradient = zeroMapLike(map);
  const { maxima, places } = regionMaxima(map, pooledRegions(map, grid, levels));
  const { units } = sumOfRegions(maxima, { floor, whitening });
  const whitened = whitening === null ? null : whitenedRegions(units, whitening);
  for (let row = 0; row < maxima.rows; row++) {
    let passed = Float64Array.from(towards);
    if (whitening !== null && whitened !== null) {
      passed = throughWeights(whitening, unitGradient(doublesOf(whitened, row), passed, floor), map.channels);
    }
    const shares = unitGradient(doublesOf(maxima, row), passed, floor);
    for (let c = 0; c < map.channels; c++) {
      channelOf(gradient, c)[places[row * map.channels + c]!]! += shares[c]!;
    }
  }
  return gradient;
}

/** Backwards through x / (|x| + floor); at zero, where a length has no slope, through x / floor. */
function unitGradient(vector: Float64Array, towards: Float64Array, floor: number): Float64Array<ArrayBuffer> {
  const length = lengthOf(vector);
  const divisor = length + floor;
  if (divisor === 0) return new Float64Array(vector.length);
  const along = vector.reduce((sum, value, d) => sum + value * towards[d]!, 0);
  const share = length === 0 ? 0 : along / (length * divisor * divisor);
  return Float64Array.from(vector, (value, d) => towards[d]! / divisor - value * share);
}

/** Wᵀ towards, [C]. */
function throughWeights(
  { weight }: RegionWhitening,
  towards: Float64Array,
  channels: number,
): Float64Array<ArrayBuffer> {
  const passed = new Float64Array(channels);
  for (let d = 0, at = 0; d < towards.length; d++) {
    for (let c = 0; c < channels; c++, at++) passed[c]! += weight[at]! * towards[d]!;
  }
  return passed;
}
