import type { CodedColumn } from "./codedColumn";
import type { Item, ItemId } from "./item";
import { hashText, type PackedColumn, type PackedItems, type TextColumn, textColumns } from "./packedItems";
import { isTextAt, textAt, unpackTexts } from "./packedTexts";

/** Items of a data set in order; an item is made when it is asked for, so that a list of millions costs only its packed arrays. */
export class ItemList implements Iterable<Item> {
  readonly length: number;
  readonly #values = new Map<TextColumn, readonly string[]>();

  constructor(readonly packed: PackedItems) {
    this.length = packed.count;
  }

  /** The item of a row; undefined beyond the last. */
  at(row: number): Item | undefined {
    if (!(row >= 0 && row < this.length)) return undefined;
    const { paths, roles, columns } = this.packed;
    const role = roles[row] ?? 0;
    const item: { -readonly [Key in keyof Item]: Item[Key] } = {
      itemId: textAt(paths, row) as ItemId,
      identity: "",
      split: "",
      isQuery: (role & 1) !== 0,
      isGallery: (role & 2) !== 0,
    };
    for (const column of textColumns) {
      const packed = columns[column];
      if (packed === undefined) continue;
      const text = textAt(packed.values, packed.codes[row] ?? 0);
      if (text !== "") item[column] = text;
    }
    const box = this.#box(row);
    if (box !== null) item.box = box;
    return item;
  }

  /** The row of an item; -1 where there is none. */
  rowOf(itemId: ItemId): number {
    const { slots, paths } = this.packed;
    const mask = slots.length - 1;
    for (let slot = hashText(itemId) & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[slot] ?? 0) - 1;
      if (row < 0 || isTextAt(paths, row, itemId)) return row;
    }
  }

  /** The path of a row, without making the whole item. */
  itemId(row: number): ItemId {
    return textAt(this.packed.paths, row) as ItemId;
  }

  /** A column as numbers and their texts; one text "" where no item has any. */
  column(column: TextColumn): CodedColumn {
    const packed = this.packed.columns[column];
    if (packed === undefined) return { codes: new Uint32Array(this.length), values: [""] };
    return { codes: packed.codes, values: this.#texts(column, packed) };
  }

  *[Symbol.iterator](): Generator<Item, undefined> {
    for (let row = 0; row < this.length; row++) {
      const item = this.at(row);
      if (item !== undefined) yield item;
    }
    return undefined;
  }

  #texts(column: TextColumn, packed: PackedColumn): readonly string[] {
    let texts = this.#values.get(column);
    if (texts === undefined) this.#values.set(column, (texts = unpackTexts(packed.values)));
    return texts;
  }

  #box(row: number): NonNullable<Item["box"]> | null {
    const { boxes } = this.packed;
    const [left = NaN, top = NaN, right = NaN, bottom = NaN] = boxes?.subarray(row * 4, row * 4 + 4) ?? [];
    return Number.isNaN(left) ? null : { left, top, right, bottom };
  }
}
