/** Rows of numbers, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly values: Float32Array<ArrayBuffer>;
}

/** A matrix of zeros. */
export function zeroMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, values: new Float32Array(rows * columns) };
}

/** One row, as a view: what is written to it is written to the matrix. */
export function rowOf({ columns, values }: Matrix, row: number): Float32Array<ArrayBuffer> {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** Rows `from` to `to - 1`, as a view. */
export function rowsBetween({ columns, values }: Matrix, from: number, to: number): Matrix {
  return { rows: to - from, columns, values: values.subarray(from * columns, to * columns) };
}

/** Copies of the named rows, in their order; a row may be named twice. */
export function pickRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const picked = zeroMatrix(rows.length, matrix.columns);
  for (let i = 0; i < rows.length; i++) picked.values.set(rowOf(matrix, rows[i]!), i * matrix.columns);
  return picked;
}

/** One matrix under another. Widths must agree. */
export function stackRows(above: Matrix, below: Matrix): Matrix {
  if (above.columns !== below.columns) {
    throw new Error(`rows of ${above.columns} and of ${below.columns} numbers cannot be stacked`);
  }
  const values = new Float32Array(above.values.length + below.values.length);
  values.set(above.values);
  values.set(below.values, above.values.length);
  return { rows: above.rows + below.rows, columns: above.columns, values };
}
