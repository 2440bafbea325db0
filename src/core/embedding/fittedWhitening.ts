import { StudioError } from "../errors";
import type { RealMatrix } from "../numeric/doubleMatrix";
import { type Matrix, rowOf, zeroMatrix } from "../numeric/matrix";
import { symmetricEigen } from "../numeric/symmetricEigen";
import { normalizeInPlace } from "../numeric/vectors";
import { type FittedProjection, projector } from "./fittedProjection";

/** Directions by their variance, largest first. */
export interface PrincipalDirections {
  /** [D] */
  readonly mean: Float64Array<ArrayBuffer>;
  /** [K, D] unit rows */
  readonly components: ArrayLike<number>;
  /** [K] */
  readonly variances: ArrayLike<number>;
}

/** How much is made equal, and how much is kept. */
export interface WhiteningOptions {
  /** Of the variance that each direction is divided by: 0 only rotates, 0.5 makes all variances 1. */
  readonly power: number;
  /** How many directions are kept; null keeps all that have any variance. */
  readonly dimension: number | null;
}

/** Variances below this share of the largest are rounding, and dividing by them would make noise the loudest. */
const leastShare = 1e-9;

/**
 * The principal directions of vectors, covariance divided by their number.
 *
 * @param rows [N, D]
 * @param report told after each block of rows; what it throws ends the work
 * @throws StudioError MeasurementError for fewer than two rows, or rows that are all alike
 */
export async function principalDirections(
  rows: RealMatrix,
  report?: (done: number, total: number) => Promise<void> | void,
): Promise<PrincipalDirections> {
  if (rows.rows < 2) throw unfit("two vectors at least", String(rows.rows));
  const mean = meanOf(rows);
  const covariance = await secondMoments(rows, mean, report);
  const { values, vectors } = symmetricEigen(covariance, rows.columns);
  if (!(values[0]! > 0)) throw unfit("vectors that differ", `${rows.rows} that are all alike`);
  return { mean, components: vectors, variances: values };
}

/**
 * A whitening by principal directions.
 *
 * @throws StudioError MeasurementError where more directions are asked for than have any variance
 * @see dirtorch/utils/common.py, whiten_features; Jégou and Chum, ECCV 2012
 */
export function whiteningBy(
  { mean, components, variances }: PrincipalDirections,
  { power, dimension }: WhiteningOptions,
): FittedProjection {
  const size = mean.length;
  let usable = 0;
  while (usable < variances.length && variances[usable]! > leastShare * variances[0]!) usable++;
  const kept = dimension ?? usable;
  if (kept > variances.length || kept > usable) {
    throw unfit(`${kept} dimensions to keep`, `${usable} in which these vectors differ`);
  }
  const projection = new Float64Array(kept * size);
  for (let i = 0; i < kept; i++) {
    const scale = 1 / variances[i]! ** power;
    for (let d = 0; d < size; d++) projection[i * size + d] = components[i * size + d]! * scale;
  }
  return { mean, projection };
}

/**
 * A whitening learned from pairs that should be alike: the differences within pairs become white, then the directions of
 * all vectors are sorted by variance.
 *
 * @param rows [N, D]
 * @param pairs rows [P] that are asked with, and [P] those that should be found
 * @throws StudioError MeasurementError where there are too few pairs to fill the dimensions
 * @see Mikolajczyk and Matas, ICCV 2007; cirtorch/utils/whiten.py, whitenlearn
 */
export async function learnWhitening(
  rows: Matrix,
  pairs: { readonly asking: ArrayLike<number>; readonly found: ArrayLike<number> },
): Promise<FittedProjection> {
  const size = rows.columns;
  const { asking, found } = pairs;
  const differences = zeroMatrix(asking.length, size);
  const mean = new Float64Array(size);
  for (let pair = 0; pair < asking.length; pair++) {
    const [a, b] = [rowOf(rows, asking[pair]!), rowOf(rows, found[pair]!)];
    for (let d = 0; d < size; d++) {
      differences.values[pair * size + d] = a[d]! - b[d]!;
      mean[d]! += a[d]! / asking.length;
    }
  }
  const within = inverseOfLower(choleskyOf(await secondMoments(differences, new Float64Array(size)), size), size);
  const scattered = multiply(within, await secondMoments(rows, mean), size);
  const { vectors } = symmetricEigen(multiplyTransposed(scattered, within, size), size);
  return { mean, projection: multiply(vectors, within, size) };
}

/**
 * Projects vectors.
 *
 * @param matrix [N, D]
 * @returns [N, D'] unit rows; a vector at the mean stays zero
 */
export function whiten(matrix: Matrix, fitted: FittedProjection): Matrix {
  const whitened = zeroMatrix(matrix.rows, fitted.projection.length / matrix.columns);
  const project = projector(fitted);
  for (let row = 0; row < matrix.rows; row++) {
    const into = rowOf(whitened, row);
    project(rowOf(matrix, row), into);
    normalizeInPlace(into);
  }
  return whitened;
}

function meanOf(rows: RealMatrix): Float64Array<ArrayBuffer> {
  const mean = new Float64Array(rows.columns);
  for (let at = 0, d = 0; at < rows.values.length; at++) {
    mean[d]! += rows.values[at]!;
    if (++d === rows.columns) d = 0;
  }
  return mean.map((sum) => sum / rows.rows);
}

const blockRows = 1024;

/** Products of columns around a point, their covariance where that is the mean: [D, D], sums in float64, divided by N. */
export async function secondMoments(
  rows: RealMatrix,
  mean: Float64Array,
  report?: (done: number, total: number) => Promise<void> | void,
): Promise<Float64Array> {
  const size = rows.columns;
  const sums = new Float64Array(size * size);
  const centered = new Float64Array(size);
  for (let row = 0; row < rows.rows; row++) {
    for (let d = 0, at = row * size; d < size; d++, at++) centered[d] = rows.values[at]! - mean[d]!;
    for (let i = 0; i < size; i++) {
      const value = centered[i]!;
      for (let j = 0, at = i * size; j <= i; j++, at++) sums[at]! += value * centered[j]!;
    }
    if ((row + 1) % blockRows === 0) await report?.(row + 1, rows.rows);
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) sums[j * size + i] = sums[i * size + j] = sums[i * size + j]! / rows.rows;
  }
  return sums;
}

/** The lower triangle L with L Lᵀ = A. */
function choleskyOf(a: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      if (i === j && !(sum > 0))
        throw unfit(`pairs that differ in all ${size} dimensions`, `pairs that differ in ${i}`);
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
    }
  }
  return lower;
}

function inverseOfLower(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * size + k]! * inverse[k * size + j]!;
      inverse[i * size + j] = sum / lower[i * size + i]!;
    }
  }
  return inverse;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const value = a[i * size + k]!;
      if (value === 0) continue;
      for (let j = 0; j < size; j++) product[i * size + j]! += value * b[k * size + j]!;
    }
  }
  return product;
}

/** A Bᵀ. */
function multiplyTransposed(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += a[i * size + k]! * b[j * size + k]!;
      product[i * size + j] = sum;
    }
  }
  return product;
}

function unfit(expected: string, found: string): StudioError {
  return new StudioError(
    "MeasurementError",
    `a whitening expected ${expected}; found ${found}`,
    "Fit it on more vectors, or keep fewer dimensions.",
  );
}
