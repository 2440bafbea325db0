// Fits that keep fewer dimensions, in PyRetri's conventions. Directions are defined up to their sign.
import { StudioError } from "../errors";
import { type RealMatrix } from "../numeric/doubleMatrix";
import { symmetricEigen } from "../numeric/symmetricEigen";
import { type FittedProjection, projectRows } from "./fittedProjection";
import { principalDirections, secondMoments, whiteningBy } from "./fittedWhitening";

/** What a fit keeps. */
export interface ReductionOptions {
  /** K, the directions kept, largest variance first */
  readonly dimension: number;
  /** Whether each direction is divided by its deviation. */
  readonly isWhitened: boolean;
}

/**
 * Principal components: centered, and divided by the deviation of a sample (N - 1) where whitened.
 *
 * @param rows [N, D]
 * @throws StudioError MeasurementError where more directions are asked for than have any variance
 * @see scikit-learn, PCA; PyRetri, dim_processors_impl/pca.py
 */
export async function fitPrincipal(
  rows: RealMatrix,
  { dimension, isWhitened }: ReductionOptions,
): Promise<FittedProjection> {
  const directions = await principalDirections(rows);
  const ofSample = rows.rows / (rows.rows - 1);
  const variances = Float64Array.from(directions.variances, (variance) => variance * ofSample);
  return whiteningBy({ ...directions, variances }, { power: isWhitened ? 0.5 : 0, dimension });
}

/** Keeps a direction of no deviation from dividing by zero. */
const leastDeviation = 1e-6;

/**
 * Truncated singular value decomposition: not centered, and divided by the deviation of the projected rows (N) plus 1e-6
 * where whitened.
 *
 * @param rows [N, D]
 * @throws StudioError MeasurementError where more directions are asked for than rows or dimensions
 * @see scikit-learn, TruncatedSVD; PyRetri, dim_processors_impl/svd.py
 */
export async function fitSingular(
  rows: RealMatrix,
  { dimension, isWhitened }: ReductionOptions,
): Promise<FittedProjection> {
  const size = rows.columns;
  if (dimension > Math.min(rows.rows, size)) {
    throw new StudioError(
      "MeasurementError",
      `expected at least ${dimension} vectors of at least ${dimension} numbers; found ${rows.rows} of ${size}`,
      "Give more pictures, or ask for fewer dimensions.",
    );
  }
  const mean = new Float64Array(size);
  const { vectors } = symmetricEigen(await secondMoments(rows, mean), size);
  const projection = vectors.slice(0, dimension * size);
  if (!isWhitened) return { mean, projection };
  const { values } = projectRows(rows, { mean, projection });
  for (let i = 0; i < dimension; i++) {
    const scale = 1 / (deviationOf(values, i, dimension) + leastDeviation);
    for (let d = 0; d < size; d++) projection[i * size + d]! *= scale;
  }
  return { mean, projection };
}

/** The deviation of one column, divided by N. */
function deviationOf(values: Float64Array, column: number, columns: number): number {
  const rows = values.length / columns;
  let mean = 0;
  for (let at = column; at < values.length; at += columns) mean += values[at]! / rows;
  let squares = 0;
  for (let at = column; at < values.length; at += columns) squares += (values[at]! - mean) ** 2;
  return Math.sqrt(squares / rows);
}
