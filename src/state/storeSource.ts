import type { TableSource } from "../contracts/searchService";
import type { ItemList } from "../core/dataset/itemList";
import { StudioError } from "../core/errors";
import { services } from "./services";

/** What a store remembers of a gallery's items: the hash of their ids in the order of rows. */
export function itemsHash(items: ItemList): Promise<string> {
  const ids: string[] = [];
  for (let row = 0; row < items.length; row++) ids.push(`${items.at(row)?.itemId ?? ""}\n`);
  return services().hashOf(new Blob(ids));
}

/**
 * The companion's store as what a gallery is searched in.
 *
 * @throws StudioError VectorStoreError if the store holds other items, or not all of them
 */
export async function storeSource(signal: AbortSignal, items: ItemList, id: string): Promise<TableSource> {
  const { stores } = services();
  const record = await stores.read(signal, id);
  if (record.rows !== items.length) throw otherItems(`${record.rows} rows`, `${items.length} items`);
  if (record.items !== (await itemsHash(items))) throw otherItems("other items", "the gallery's as they are now");
  return { kind: "store", baseUrl: stores.urlOf(id) };
}

function otherItems(found: string, expected: string): StudioError {
  return new StudioError(
    "VectorStoreError",
    `expected the companion's store to hold ${expected}; it holds ${found}`,
    "Search in this browser, or move the gallery to the companion again: the data set has changed, or the upload was not finished.",
  );
}
