import { type DoubleMatrix, doublesOf, unitDoubles, zeroDoubles } from "../numeric/doubleMatrix";
import type { RegionGrid, RegionWhitening } from "./pooling";

/** What authors add to lengths that divide. PyRetri adds nothing; a region of zeros stays zero here and is NaN there. */
export const regionFloors: Readonly<Record<RegionGrid, number>> = {
  cirtorch: 1e-6,
  "deep-retrieval": 1e-8,
  pyretri: 0,
};

/** What regions become on the way to one vector; a heat map tells by them which region a match owes to. */
export interface SumOfRegions {
  /** [R, C] unit rows */
  readonly units: DoubleMatrix;
  /** [R, D] the rows that are summed: whitened unit rows, or `units` without a whitening */
  readonly summands: DoubleMatrix;
  /** [D] */
  readonly sum: Float64Array<ArrayBuffer>;
  /** [D] the sum at unit length */
  readonly unit: Float64Array<ArrayBuffer>;
}

/**
 * R-MAC's sum: regions to unit length, whitened and to unit length again, summed, to unit length.
 *
 * @param regions [R, C] maxima of regions
 * @param floor added to every length that divides
 * @see Tolias et al., arXiv:1511.05879; Gordo et al., arXiv:1610.07940, section 3.2; cirtorch, layers/pooling.py:Rpool
 */
export function sumOfRegions(
  regions: DoubleMatrix,
  { floor, whitening }: { readonly floor: number; readonly whitening: RegionWhitening | null },
): SumOfRegions {
  const units = unitDoubles(regions, floor);
  const summands = whitening === null ? units : unitDoubles(whitenedRegions(units, whitening), floor);
  const sum = new Float64Array(summands.columns);
  for (let row = 0; row < summands.rows; row++) {
    const vector = doublesOf(summands, row);
    for (let d = 0; d < sum.length; d++) sum[d]! += vector[d]!;
  }
  return { units, summands, sum, unit: unitDoubles({ rows: 1, columns: sum.length, values: sum }, floor).values };
}

/** W (x + shift) + bias of every row, [R, D], not of unit length. */
export function whitenedRegions(units: DoubleMatrix, { shift, weight, bias }: RegionWhitening): DoubleMatrix {
  const channels = units.columns;
  const dimension = weight.length / channels;
  const whitened = zeroDoubles(units.rows, dimension);
  const shifted = new Float64Array(channels);
  for (let row = 0; row < units.rows; row++) {
    const unit = doublesOf(units, row);
    for (let c = 0; c < channels; c++) shifted[c] = unit[c]! + (shift?.[c] ?? 0);
    const into = doublesOf(whitened, row);
    for (let d = 0, at = 0; d < dimension; d++) {
      let sum = bias?.[d] ?? 0;
      for (let c = 0; c < channels; c++, at++) sum += weight[at]! * shifted[c]!;
      into[d] = sum;
    }
  }
  return whitened;
}
