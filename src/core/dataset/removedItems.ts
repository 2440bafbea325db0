// Removed items stay in the stored table with a flag, so that a removal can be undone, until the trash is emptied.
import type { ItemId } from "./item";
import { ItemList } from "./itemList";
import type { PackedItems } from "./packedItems";

/** Bit 2 of an item's roles in the stored table. No other reader sees it: living items do not have it. */
const removedBit = 4;

/** Rows of the items that were not removed, ascending. */
export function livingRows({ roles, count }: PackedItems): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(count);
  let living = 0;
  for (let row = 0; row < count; row++) if (((roles[row] ?? 0) & removedBit) === 0) rows[living++] = row;
  return rows.slice(0, living);
}

/** The same table with some items flagged as removed, or living again; ids that it does not hold are passed over. */
export function flagRemoved(items: PackedItems, itemIds: readonly ItemId[], isRemoved: boolean): PackedItems {
  const list = new ItemList(items);
  const roles = items.roles.slice();
  for (const itemId of itemIds) {
    const row = list.rowOf(itemId);
    if (row >= 0) roles[row] = isRemoved ? (roles[row] ?? 0) | removedBit : (roles[row] ?? 0) & ~removedBit;
  }
  return { ...items, roles };
}
