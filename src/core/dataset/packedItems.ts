import type { Item } from "./item";
import { type PackedTexts, packTexts } from "./packedTexts";

/** A column of few different texts: `values` in the order of first use, `codes[row]` is the text of a row. */
export interface PackedColumn {
  readonly codes: Uint32Array<ArrayBuffer>;
  readonly values: PackedTexts;
}

/** The columns of an item table that hold text, without the path. */
export const textColumns = ["identity", "split", "category", "sequence", "title", "date", "source"] as const;
export type TextColumn = (typeof textColumns)[number];

/**
 * Items in a few typed arrays: hundreds of thousands cross a worker's border without a long task on the page's thread,
 * which a list of objects would make. `ItemList` reads them.
 */
export interface PackedItems {
  readonly count: number;
  readonly paths: PackedTexts;
  /**
   * Finds a row by its path: open addressing, linear probing, a power of two of slots, each a row + 1 or 0 where empty;
   * the slot of a path is the low bits of `hashText`.
   */
  readonly slots: Uint32Array<ArrayBuffer>;
  /** Bit 0: is query, bit 1: is gallery. */
  readonly roles: Uint8Array<ArrayBuffer>;
  /** [count, 4] left, top, right, bottom; NaN where an item has no box; null where none has. */
  readonly boxes: Float64Array<ArrayBuffer> | null;
  /** "" stands for an item that has no text there; a column that no item has is left out. */
  readonly columns: Readonly<Partial<Record<TextColumn, PackedColumn>>>;
}

/** Packs items in their order. Paths must differ. */
export function packItems(items: readonly Item[]): PackedItems {
  const columns: Partial<Record<TextColumn, PackedColumn>> = {};
  for (const column of textColumns) {
    const packed = packColumn(items, column);
    if (packed !== null) columns[column] = packed;
  }
  return {
    count: items.length,
    paths: packTexts(items.map(({ itemId }) => itemId)),
    slots: makeSlots(items),
    roles: Uint8Array.from(items, ({ isQuery, isGallery }) => (isQuery ? 1 : 0) | (isGallery ? 2 : 0)),
    boxes: packBoxes(items),
    columns,
  };
}

/** FNV-1a over the UTF-16 units of a text, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The buffers of packed items, to be transferred instead of copied. */
export function buffersOf(items: PackedItems): ArrayBuffer[] {
  const columns = Object.values(items.columns).flatMap(({ codes, values }) => [codes, values.units, values.ends]);
  const arrays = [items.paths.units, items.paths.ends, items.slots, items.roles, ...columns];
  return [...arrays, ...(items.boxes === null ? [] : [items.boxes])].map(({ buffer }) => buffer);
}

function makeSlots(items: readonly Item[]): Uint32Array<ArrayBuffer> {
  let size = 4;
  while (size < items.length * 2) size *= 2;
  const slots = new Uint32Array(size);
  items.forEach(({ itemId }, row) => {
    let slot = hashText(itemId) & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = row + 1;
  });
  return slots;
}

function packColumn(items: readonly Item[], column: TextColumn): PackedColumn | null {
  const codeOf = new Map<string, number>();
  const codes = new Uint32Array(items.length);
  items.forEach((item, row) => {
    const text = item[column] ?? "";
    const known = codeOf.get(text);
    codes[row] = known ?? codeOf.size;
    if (known === undefined) codeOf.set(text, codeOf.size);
  });
  if (items.length === 0 || (codeOf.size === 1 && codeOf.has(""))) return null;
  return { codes, values: packTexts([...codeOf.keys()]) };
}

function packBoxes(items: readonly Item[]): Float64Array<ArrayBuffer> | null {
  if (items.every(({ box }) => box === undefined)) return null;
  const boxes = new Float64Array(items.length * 4).fill(NaN);
  items.forEach(({ box }, row) => {
    if (box !== undefined) boxes.set([box.left, box.top, box.right, box.bottom], row * 4);
  });
  return boxes;
}
