import { type Matrix, rowOf } from "./matrix";
import { normalizedRows } from "./normalizedRows";
import { dot } from "./vectors";

/**
 * Squared Euclidean distances between rows, which fast-reid calls `euclidean`.
 *
 * @param a [N, D]
 * @param b [M, D]
 * @returns [N, M], at least 0
 * @throws Error for rows of different width, a bug of the caller
 * @see fast-reid, fastreid/utils/compute_dist.py; PyRetri, pyretri/index/metric/metric_impl/knn.py
 */
export function squaredDistances(a: Matrix, b: Matrix): Matrix {
  const lengthsOf = (matrix: Matrix) =>
    Float64Array.from({ length: matrix.rows }, (_, row) => squaredLength(matrix, row));
  const [lengthsA, lengthsB] = [lengthsOf(a), lengthsOf(b)];
  return pairwise(a, b, (x, y, i, j) => Math.max(0, lengthsA[i]! + lengthsB[j]! - 2 * dot(x, y)));
}

/**
 * 1 - cosine between rows; a zero row is at distance 1 of every row.
 *
 * @param a [N, D]
 * @param b [M, D]
 * @returns [N, M], in [0, 2] but for rounding
 * @throws Error for rows of different width, a bug of the caller
 * @see fast-reid, fastreid/utils/compute_dist.py
 */
export function cosineDistances(a: Matrix, b: Matrix): Matrix {
  return pairwise(normalizedRows(a), normalizedRows(b), (x, y) => 1 - dot(x, y));
}

function squaredLength(matrix: Matrix, row: number): number {
  const vector = rowOf(matrix, row);
  return dot(vector, vector);
}

function pairwise(
  a: Matrix,
  b: Matrix,
  distanceOf: (x: Float32Array, y: Float32Array, i: number, j: number) => number,
): Matrix {
  if (a.columns !== b.columns) throw new Error(`rows of ${a.columns} and of ${b.columns} numbers have no distance`);
  const values = new Float32Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) values[i * b.rows + j] = distanceOf(rowOf(a, i), rowOf(b, j), i, j);
  }
  return { rows: a.rows, columns: b.rows, values };
}
