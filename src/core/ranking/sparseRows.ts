/** A matrix of which only the entries that count are kept, row after row. */
export interface SparseRows {
  /** [rows + 1]; the entries of row r are those from starts[r] to starts[r + 1] - 1. */
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly columns: Uint32Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
}

/** Grows sparse rows entry by entry. */
export class SparseRowsBuilder {
  private readonly starts: Uint32Array<ArrayBuffer>;
  private columns: Uint32Array<ArrayBuffer>;
  private values: Float32Array<ArrayBuffer>;
  private row = 0;
  private length = 0;

  /** @param entriesPerRow a guess */
  constructor(rows: number, entriesPerRow: number) {
    this.starts = new Uint32Array(rows + 1);
    this.columns = new Uint32Array(Math.max(16, rows * entriesPerRow));
    this.values = new Float32Array(this.columns.length);
  }

  add(column: number, value: number): void {
    if (this.length === this.columns.length) this.grow();
    this.columns[this.length] = column;
    this.values[this.length++] = value;
  }

  endRow(): void {
    this.starts[++this.row] = this.length;
  }

  build(): SparseRows {
    return {
      starts: this.starts,
      columns: this.columns.slice(0, this.length),
      values: this.values.slice(0, this.length),
    };
  }

  private grow(): void {
    const columns = new Uint32Array(this.columns.length * 2);
    const values = new Float32Array(columns.length);
    columns.set(this.columns);
    values.set(this.values);
    this.columns = columns;
    this.values = values;
  }
}

/**
 * Turns columns into rows: for each column, which rows hold it and with what value, by ascending row.
 *
 * @param columns how many there are
 * @param firstRow rows before it are left out
 */
export function transposeRows(
  { starts, columns: held, values }: SparseRows,
  columns: number,
  firstRow = 0,
): SparseRows {
  const first = starts[firstRow]!;
  const turnedStarts = new Uint32Array(columns + 1);
  for (let at = first; at < held.length; at++) turnedStarts[held[at]! + 1]!++;
  for (let column = 0; column < columns; column++) turnedStarts[column + 1]! += turnedStarts[column]!;
  const next = turnedStarts.slice();
  const turnedColumns = new Uint32Array(held.length - first);
  const turnedValues = new Float32Array(held.length - first);
  for (let row = firstRow; row + 1 < starts.length; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const place = next[held[at]!]!++;
      turnedColumns[place] = row;
      turnedValues[place] = values[at]!;
    }
  }
  return { starts: turnedStarts, columns: turnedColumns, values: turnedValues };
}
