import type { Item } from "./item";

/** A column of few different texts: `values[codes[row]]` is the text of a row. */
export interface CodedColumn {
  readonly codes: Uint32Array<ArrayBuffer>;
  /** In the order of first use. */
  readonly values: readonly string[];
}

/** Numbers the different texts of a column; "" stands for an item that has none. */
export function encodeColumn(items: readonly Item[], textOf: (item: Item) => string | undefined): CodedColumn {
  const codeOf = new Map<string, number>();
  const codes = new Uint32Array(items.length);
  items.forEach((item, row) => {
    const text = textOf(item) ?? "";
    const known = codeOf.get(text);
    codes[row] = known ?? codeOf.size;
    if (known === undefined) codeOf.set(text, codeOf.size);
  });
  return { codes, values: [...codeOf.keys()] };
}
