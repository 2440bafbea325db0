import { type Matrix, rowOf, zeroMatrix } from "../numeric/matrix";
import { dot } from "../numeric/vectors";
import type { FindNeighbors } from "./neighbors";

/** Rows whose squared lengths differ by no more than this are ordered alike by distance and by inner product. */
const lengthSlack = 1e-6;

/**
 * Finds the rows at the least Euclidean distance with a search for the largest inner product.
 *
 * |q - x|² grows as q·x - |x|²/2 falls, which is the inner product of (q, 1) and (x, -|x|²/2). Rows of one length need no
 * such column and are searched as they are.
 *
 * @returns a search whose rows are in order of distance; its scores tell only which of two rows is nearer to one query
 */
export function nearestByDistance(find: FindNeighbors): FindNeighbors {
  return (queries, rows, count) => {
    const lengths = Float64Array.from({ length: rows.rows }, (_, row) => dot(rowOf(rows, row), rowOf(rows, row)));
    const [shortest, longest] = [
      lengths.reduce((a, b) => Math.min(a, b), Infinity),
      lengths.reduce((a, b) => Math.max(a, b), 0),
    ];
    if (longest - shortest <= lengthSlack * longest) return find(queries, rows, count);
    // Around 0: what is added to every row alike changes no order, but small numbers are searched more finely.
    const middle = (shortest + longest) / 2;
    return find(
      withColumn(queries, () => 1),
      withColumn(rows, (row) => (middle - lengths[row]!) / 2),
      count,
    );
  };
}

function withColumn(matrix: Matrix, valueOf: (row: number) => number): Matrix {
  const wider = zeroMatrix(matrix.rows, matrix.columns + 1);
  for (let row = 0; row < matrix.rows; row++) {
    rowOf(wider, row).set(rowOf(matrix, row));
    wider.values[row * wider.columns + matrix.columns] = valueOf(row);
  }
  return wider;
}
