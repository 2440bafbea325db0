/** Rows of float64 numbers, row-major: what is fitted and summed, where a `Matrix` of float32 would round too early. */
export interface DoubleMatrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly values: Float64Array<ArrayBuffer>;
}

/** Rows of numbers of either precision. */
export interface RealMatrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
}

/** A matrix of zeros. */
export function zeroDoubles(rows: number, columns: number): DoubleMatrix {
  return { rows, columns, values: new Float64Array(rows * columns) };
}

/** One row, as a view: what is written to it is written to the matrix. */
export function doublesOf({ columns, values }: DoubleMatrix, row: number): Float64Array<ArrayBuffer> {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** A copy of columns `from` to `to - 1`, [N, to - from]. */
export function columnsBetween({ rows, columns, values }: RealMatrix, from: number, to: number): DoubleMatrix {
  const picked = zeroDoubles(rows, to - from);
  for (let row = 0; row < rows; row++) {
    picked.values.set(values.subarray(row * columns + from, row * columns + to), row * (to - from));
  }
  return picked;
}

/** Matrices of one width, one under another. */
export function stackDoubles(parts: readonly DoubleMatrix[]): DoubleMatrix {
  const columns = parts[0]?.columns ?? 0;
  const stacked = zeroDoubles(
    parts.reduce((sum, { rows }) => sum + rows, 0),
    columns,
  );
  let at = 0;
  for (const part of parts) {
    if (part.columns !== columns)
      throw new Error(`rows of ${columns} and of ${part.columns} numbers cannot be stacked`);
    stacked.values.set(part.values, at);
    at += part.values.length;
  }
  return stacked;
}

/**
 * A copy with every row divided by its length plus a floor.
 *
 * @param floor what authors add so that nothing is divided by zero; with 0, a zero row stays zero
 */
export function unitDoubles({ rows, columns, values }: RealMatrix, floor = 0): DoubleMatrix {
  const units = { rows, columns, values: Float64Array.from(values) };
  for (let row = 0; row < rows; row++) {
    const vector = doublesOf(units, row);
    const divisor = lengthOf(vector) + floor;
    if (divisor > 0) for (let d = 0; d < columns; d++) vector[d]! /= divisor;
  }
  return units;
}

/** The Euclidean length of a vector. */
export function lengthOf(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < vector.length; d++) sum += vector[d]! * vector[d]!;
  return Math.sqrt(sum);
}
