/** A column of few different texts: `values[codes[row]]` is the text of a row, "" where it has none. */
export interface CodedColumn {
  readonly codes: Uint32Array<ArrayBuffer>;
  /** In the order of first use. */
  readonly values: readonly string[];
}
