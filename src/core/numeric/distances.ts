import { type Matrix, rowOf } from "./matrix";
import { dot, normalized } from "./vectors";

/**
 * Squared Euclidean distances between rows, as fast-reid's `euclidean` and PyRetri's KNN have them.
 *
 * @param a [N, D]
 * @param b [M, D]
 * @returns [N, M], at least 0
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
 * @returns [N, M], in [0, 2]
 */
export function cosineDistances(a: Matrix, b: Matrix): Matrix {
  const units = (matrix: Matrix): Matrix => ({
    ...matrix,
    values: Float32Array.from(
      Array.from({ length: matrix.rows }, (_, row) => [...normalized(rowOf(matrix, row))]).flat(),
    ),
  });
  return pairwise(units(a), units(b), (x, y) => 1 - dot(x, y));
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
  const values = new Float32Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) values[i * b.rows + j] = distanceOf(rowOf(a, i), rowOf(b, j), i, j);
  }
  return { rows: a.rows, columns: b.rows, values };
}
