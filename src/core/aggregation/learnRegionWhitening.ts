import { fitPrincipal, type ReductionOptions } from "../embedding/reduceDimensions";
import { type DoubleMatrix, stackDoubles, unitDoubles } from "../numeric/doubleMatrix";
import type { RegionWhitening } from "./pooling";

/**
 * Learns the whitening that all regions of R-MAC share, on the unit vectors of every region of every picture.
 *
 * @param regions [R, C] of each picture, as `regionMaxima` gives them
 * @throws StudioError MeasurementError where there are too few regions to fill the dimensions
 * @see Tolias et al., arXiv:1511.05879; PyRetri, dim_processors_impl/rmac_pca.py
 */
export async function learnRegionWhitening(
  regions: readonly DoubleMatrix[],
  options: ReductionOptions,
): Promise<RegionWhitening> {
  const { mean, projection } = await fitPrincipal(unitDoubles(stackDoubles(regions)), options);
  return { shift: mean.map((value) => -value), weight: projection, bias: null };
}
