import type { Item } from "./item";
import { ItemList } from "./itemList";
import { type PackedItems, packItems } from "./packedItems";

/**
 * Adds items to a stored table. One whose path is there already takes its row, and lives again if it was removed; the
 * others follow in their order.
 *
 * @param items may hold removed items; they stay removed
 * @param added paths differ from each other
 */
export function addItems(items: PackedItems, added: readonly Item[]): PackedItems {
  const list = new ItemList(items);
  const rows: Item[] = [...list];
  const renewed = new Set<number>();
  for (const item of added) {
    const row = list.rowOf(item.itemId);
    if (row < 0) rows.push(item);
    else {
      rows[row] = item;
      renewed.add(row);
    }
  }
  const packed = packItems(rows);
  // Making items of a table forgets which were removed.
  for (let row = 0; row < items.count; row++) if (!renewed.has(row)) packed.roles[row] = items.roles[row] ?? 0;
  return packed;
}

/** The same items with other paths. */
export function renameItems(items: Iterable<Item>, pathOf: (path: string) => string): Item[] {
  return Array.from(items, (item) => ({ ...item, itemId: pathOf(item.itemId) as Item["itemId"] }));
}

/** A folder's name as a prefix, "name/", with which none of the paths begins: "name 2/" where there are such, and so on. */
export function freePrefix(name: string, paths: Iterable<string>): string {
  const cleaned = name.replace(/[\\/:#\p{Cc}]/gu, "-").trim();
  const folder = /^\.*$/.test(cleaned) ? "more" : cleaned;
  const taken = new Set(Array.from(paths, (path) => path.slice(0, path.indexOf("/") + 1)));
  for (let number = 1; ; number++) {
    const prefix = number === 1 ? `${folder}/` : `${folder} ${number}/`;
    if (!taken.has(prefix)) return prefix;
  }
}
