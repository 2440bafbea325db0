// Opening what is embedded: the gallery to search in, everything to evaluate, and files to take away.
import type { OpenedGallery } from "../../contracts/datasetService";
import type { TableSource } from "../../contracts/searchService";
import type { DatasetRecord, TableCheckpoint } from "../../core/dataset/datasetRecord";
import type { Item } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import { formatItemTable } from "../../core/dataset/itemTable";
import type { PackedItems } from "../../core/dataset/packedItems";
import { selectItems } from "../../core/dataset/selectItems";
import { formatNpyHeader } from "../../core/embedding/npy";
import { StudioError } from "../../core/errors";
import { tableBytes } from "./storedTable";
import type { ReadTable } from "./tableReader";

/** Roles as packed items have them. */
const isQuery = (role: number) => (role & 1) !== 0;
const isGallery = (role: number) => (role & 2) !== 0;

const mostSampleQueries = 12;

interface EmbeddedItems {
  readonly checkpoint: TableCheckpoint;
  /** Null where nothing was embedded. */
  readonly table: ReadTable | null;
  /** Path of the vectors from the storage's root. */
  readonly path: string;
}

/** @throws StudioError EmbeddingTableFormatError if no gallery item has a vector */
export function openGalleryItems(
  opened: EmbeddedItems & { readonly record: DatasetRecord; readonly stale: number },
): OpenedGallery {
  const { record, stale } = opened;
  const { content } = tableOf(opened);
  const { packed } = content.items;
  const items = content.embeddedItems().filter((item) => isGallery(packed.roles[item]!));
  if (items.length === 0) throw emptyError(opened.checkpoint, "a vector for at least one gallery item");
  const queries = selectItems(
    packed,
    itemsOf(packed, (role) => isQuery(role) && !isGallery(role)),
  );
  const missing = itemsOf(packed, isGallery).length - items.length;
  return {
    dataset: record.id,
    name: record.name,
    items: selectItems(packed, items),
    queries,
    sampleQueries: sampleOf(queries),
    table: sourceOf(opened, items),
    baseUrl: null,
    notes: [
      ...note(missing, "gallery item has no vector yet", "gallery items have no vector yet"),
      ...note(
        stale,
        "vector is of a picture that has changed since",
        "vectors are of pictures that have changed since",
      ),
    ],
  };
}

/** @throws StudioError EmbeddingTableFormatError if no item has a vector */
export function openAllItems(opened: EmbeddedItems): { readonly items: PackedItems; readonly table: TableSource } {
  const { content } = tableOf(opened);
  const items = content.embeddedItems();
  if (items.length === 0) throw emptyError(opened.checkpoint, "a vector for at least one item");
  return { items: selectItems(content.items.packed, items), table: sourceOf(opened, items) };
}

/**
 * All vectors in the order of the item table as one .npy, and their items. The vectors are not read here: parts of the
 * table's file are put together.
 */
export function exportVectors(
  opened: Omit<EmbeddedItems, "path"> & { readonly file: Blob | null },
  dimension: number,
): { readonly vectors: Blob; readonly items: Blob } {
  const { content } = tableOf(opened);
  const { file } = opened;
  const embedded = content.embeddedItems();
  if (embedded.length === 0 || file === null) throw emptyError(opened.checkpoint, "a vector for at least one item");
  const parts: BlobPart[] = [formatNpyHeader({ rows: embedded.length, dimension, dtype: "float32" })];
  const rows = embedded.map((item) => content.rowOf[item]!);
  for (let start = 0, end = 1; start < rows.length; start = end++) {
    while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
    parts.push(file.slice(tableBytes(rows[start]!, dimension), tableBytes(rows[end - 1]! + 1, dimension)));
  }
  const items: Item[] = [...new ItemList(selectItems(content.items.packed, embedded))];
  return { vectors: new Blob(parts), items: new Blob([formatItemTable(items)], { type: "text/csv" }) };
}

function tableOf({ table, checkpoint }: Pick<EmbeddedItems, "table" | "checkpoint">): ReadTable {
  if (table === null) throw emptyError(checkpoint, "embeddings of this data set");
  return table;
}

function itemsOf({ roles }: PackedItems, isWanted: (role: number) => boolean): Uint32Array {
  return Uint32Array.from(roles, (_role, item) => item).filter((item) => isWanted(roles[item]!));
}

function emptyError({ id }: TableCheckpoint, expected: string): StudioError {
  return new StudioError(
    "EmbeddingTableFormatError",
    `expected ${expected} by the checkpoint ${id}; found none`,
    "Embed the data set with this checkpoint.",
  );
}

function sourceOf({ table, path }: EmbeddedItems, items: Uint32Array): TableSource {
  return { kind: "opfs", path, rows: Uint32Array.from(items, (item) => table!.content.rowOf[item]!) };
}

/** Held-back items at equal distances. */
function sampleOf(queries: PackedItems): OpenedGallery["sampleQueries"] {
  const list = new ItemList(queries);
  const count = Math.min(mostSampleQueries, list.length);
  return Array.from({ length: count }, (_, i) => list.itemId(Math.floor((i * list.length) / count)));
}

function note(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [`${count.toLocaleString("en")} ${count === 1 ? one : many}`];
}
