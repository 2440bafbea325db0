import { ItemList } from "../dataset/itemList";
import type { PackedItems } from "../dataset/packedItems";

/** Items that are neither query nor gallery, as those for training: they are not ranked, but what is fitted may learn from them. */
export interface OtherItems {
  /** [M] rows of the table */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** [M] a number for each one's identity; -1 where it has none */
  readonly identities: Int32Array<ArrayBuffer>;
}

export const noOtherItems: OtherItems = { rows: new Uint32Array(), identities: new Int32Array() };

/** The items of a table that are neither query nor gallery, in order. */
export function findOtherItems(items: PackedItems): OtherItems {
  const { codes, values } = new ItemList(items).column("identity");
  const rows = Uint32Array.from(items.roles.keys()).filter((row) => items.roles[row] === 0);
  return { rows, identities: Int32Array.from(rows, (row) => (values[codes[row]!] === "" ? -1 : codes[row]!)) };
}
