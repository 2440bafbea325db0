// How a feature map becomes one vector, as data.
import { type GeneralizedMeanOptions, standardFloor } from "./generalizedMean";

/** Whose grid of regions is laid over a map. */
export type RegionGrid = "cirtorch" | "deep-retrieval" | "pyretri";

/** What every region's unit vector goes through: y = W (x + shift) + bias, to unit length again. */
export interface RegionWhitening {
  /** [C] added before the projection: minus the mean; null adds nothing. */
  readonly shift: ArrayLike<number> | null;
  /** [D, C] row-major */
  readonly weight: ArrayLike<number>;
  /** [D] added after the projection; null adds nothing. */
  readonly bias: ArrayLike<number> | null;
}

/** R-MAC: maxima of regions, each to unit length, whitened where that was learned, summed. */
export interface RegionalPooling {
  readonly kind: "rmac";
  readonly grid: RegionGrid;
  /** How many sizes of regions; 0 takes the whole map alone. */
  readonly levels: number;
  readonly whitening?: RegionWhitening | null;
}

/** How a feature map is pooled. */
export type Pooling =
  /** Generalized mean; `floor` is 1e-6 unless given. */
  | { readonly kind: "gem"; readonly p: number; readonly floor?: number | null }
  /** Maximum of each channel. */
  | { readonly kind: "mac" }
  /** Mean of each channel. */
  | { readonly kind: "average" }
  /** Sum weighted by a Gaussian around the middle. */
  | { readonly kind: "spoc" }
  /** Sum weighted by the strength of places and the rarity of channels; both numbers are 2 unless given. */
  | { readonly kind: "crow"; readonly spatialA?: number; readonly spatialB?: number }
  | RegionalPooling;

/** What a generalized mean is taken with. */
export function generalizedMeanOptions({
  p,
  floor = standardFloor,
}: Pooling & { kind: "gem" }): GeneralizedMeanOptions {
  return { p, floor };
}
