import { type Matrix, rowOf } from "./matrix";
import { normalizeInPlace } from "./vectors";

/** A copy with every row at unit length; a zero row stays zero. */
export function normalizedRows(matrix: Matrix): Matrix {
  const units: Matrix = { ...matrix, values: matrix.values.slice() };
  for (let row = 0; row < units.rows; row++) normalizeInPlace(rowOf(units, row));
  return units;
}
