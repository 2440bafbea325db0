import { type DoubleMatrix, doublesOf, type RealMatrix, zeroDoubles } from "../numeric/doubleMatrix";

/** A projection that was fitted on vectors: y = P (x - mean). */
export interface FittedProjection {
  /** [D] */
  readonly mean: Float64Array<ArrayBuffer>;
  /** [D', D] row-major, the direction of largest variance first */
  readonly projection: Float64Array<ArrayBuffer>;
}

/** Fits a projection to a number of dimensions on rows [N, D]. */
export type FitProjection = (rows: RealMatrix, dimension: number) => Promise<FittedProjection>;

/**
 * Projects vectors and leaves their lengths as they come.
 *
 * @param rows [N, D]
 * @returns [N, D']
 */
export function projectRows(rows: RealMatrix, fitted: FittedProjection): DoubleMatrix {
  const { columns, values } = rows;
  const projected = zeroDoubles(rows.rows, fitted.projection.length / columns);
  const projectOne = projector(fitted);
  for (let row = 0; row < rows.rows; row++) {
    projectOne(values.subarray(row * columns, (row + 1) * columns), doublesOf(projected, row));
  }
  return projected;
}

/** What projects one vector [D] into another [D'], with the room that it needs between. */
export function projector({
  mean,
  projection,
}: FittedProjection): (
  vector: Float32Array | Float64Array,
  into: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>,
) => void {
  const size = mean.length;
  const centered = new Float64Array(size);
  return (vector, into) => {
    for (let d = 0; d < size; d++) centered[d] = vector[d]! - mean[d]!;
    for (let i = 0, at = 0; i < into.length; i++) {
      let sum = 0;
      for (let d = 0; d < size; d++, at++) sum += projection[at]! * centered[d]!;
      into[i] = sum;
    }
  };
}
