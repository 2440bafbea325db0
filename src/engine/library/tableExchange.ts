// What goes to a machine that embeds for this browser, and what comes back.
import { z } from "zod";

import type { ItemTableFormat, MissingOf } from "../../contracts/datasetService";
import { renameItems } from "../../core/dataset/addItems";
import type { DatasetId, EmbeddingFailure, TableCheckpoint, TableRecord } from "../../core/dataset/datasetRecord";
import type { Item, ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import { formatItemTable, parseItemTable } from "../../core/dataset/itemTable";
import { StudioError } from "../../core/errors";
import { dot } from "../../core/numeric/vectors";
import { openNpzArray } from "../imports/columnTable";
import { isVectorArray, openNpyArray, readNpyRows, readNpyTexts } from "../imports/npyArray";
import { type EmbeddingTables, mostBlockItems } from "../tables/embeddingTables";
import { writeItemParquet } from "../tables/itemParquet";
import type { DatasetFiles } from "./datasetFiles";
import { sourceOf } from "./sourcePlaces";

const file = "the embeddings of the companion";
/** How far a vector's length may be off one: float16 keeps 11 bits. */
const lengthTolerance = 2e-3;

const faultsSchema = z.array(z.object({ path: z.string(), message: z.string() }));

/** The .npz of `studio embed`, opened. */
interface Embedded {
  readonly paths: readonly string[];
  readonly faults: z.infer<typeof faultsSchema>;
  readonly read: (first: number, count: number) => Promise<Float32Array<ArrayBuffer>>;
}

/** Item tables as CSV, and embeddings that another machine made of them. */
export class TableExchange {
  constructor(
    private readonly files: DatasetFiles,
    private readonly tables: EmbeddingTables,
  ) {}

  /** @param only null for all items */
  async exportItems(dataset: DatasetId, only: MissingOf | null, format: ItemTableFormat): Promise<Blob> {
    const items = only === null ? [...(await this.#items(dataset))] : await this.#missing(dataset, only);
    if (format === "parquet") return writeItemParquet(items, null, new AbortController().signal);
    return new Blob([formatItemTable(items)], { type: "text/csv" });
  }

  /** @throws StudioError EmbeddingTableFormatError if no item has a vector; an AbortError */
  async exportTableAsParquet(signal: AbortSignal, dataset: DatasetId, checkpoint: TableCheckpoint): Promise<Blob> {
    const exported = await this.tables.exportTable(dataset, checkpoint);
    const name = `the embeddings by ${checkpoint.id}`;
    const array = await openNpyArray(exported.vectors, name);
    const read = (first: number, count: number) => readNpyRows(exported.vectors, array, [first, count], name);
    const items = parseItemTable(await exported.items.text(), "the item table");
    return writeItemParquet(items, { dimension: checkpoint.dimension, read }, signal);
  }

  async #items(dataset: DatasetId): Promise<ItemList> {
    return new ItemList(await this.files.readItems(dataset));
  }

  /** Items that another machine with the source's folder must embed, as it names them. */
  async #missing(dataset: DatasetId, only: MissingOf): Promise<Item[]> {
    const all = await this.#items(dataset);
    const pathOf = await this.#pathsOf(dataset, only.sourceId);
    const embedded = await this.#embedded(dataset, only.checkpoint);
    const missing = [...all].filter(({ itemId }) => pathOf(itemId) !== null && embedded.rowOf(itemId) < 0);
    return renameItems(missing, (path) => pathOf(path) ?? path);
  }

  /** @throws StudioError EmbeddingTableFormatError, ImportFormatError, StorageFullError, LockedElsewhereError; an AbortError */
  async importEmbeddings(
    signal: AbortSignal,
    dataset: DatasetId,
    { sourceId, checkpoint }: MissingOf,
    { npz, maker }: { readonly npz: Blob; readonly maker: string },
  ): Promise<TableRecord> {
    const embedded = await openEmbedded(npz, checkpoint.dimension);
    const pathOf = await this.#pathsOf(dataset, sourceId);
    const { pending, stamps } = await this.#pending(dataset, checkpoint, pathOf);
    const failures = embedded.faults.flatMap(({ path, message }): EmbeddingFailure[] => {
      const itemId = pending.get(path);
      return itemId === undefined ? [] : [{ itemId, message }];
    });
    const made = { backend: maker, batch: 0 };
    const empty = { itemIds: [], vectors: new Float32Array(), stamps: new Float64Array() };
    try {
      for (let first = 0; first < failures.length; first += mostBlockItems) {
        const block = { ...made, ...empty, failures: failures.slice(first, first + mostBlockItems) };
        await this.tables.appendBlock(dataset, checkpoint, block);
      }
      for (let first = 0; first < embedded.paths.length; first += mostBlockItems) {
        signal.throwIfAborted();
        const paths = embedded.paths.slice(first, first + mostBlockItems);
        const vectors = await embedded.read(first, paths.length);
        const rows = paths.flatMap((path, i) => (pending.has(path) ? [i] : []));
        if (rows.length === 0) continue;
        const itemIds = rows.map((i) => pending.get(paths[i]!)!);
        const block = {
          ...made,
          itemIds,
          vectors: takeRows(vectors, rows, checkpoint.dimension),
          stamps: stamps(itemIds),
        };
        await this.tables.appendBlock(dataset, checkpoint, { ...block, failures: [] });
      }
    } finally {
      await this.tables.closeTableWriter(dataset, checkpoint);
    }
    const record = await this.#record(dataset, checkpoint);
    if (record !== null) return record;
    throw fault("the path of at least one item that has no vector yet", `${embedded.paths.length} others`);
  }

  /** Items that wait for a vector, by their path in the source. */
  async #pending(dataset: DatasetId, checkpoint: TableCheckpoint, pathOf: (itemId: ItemId) => string | null) {
    const list = await this.#items(dataset);
    const known = await this.files.readStamps(dataset);
    const embedded = await this.#embedded(dataset, checkpoint);
    const pending = new Map<string, ItemId>();
    for (let row = 0; row < list.length; row++) {
      const itemId = list.itemId(row);
      const path = embedded.rowOf(itemId) < 0 ? pathOf(itemId) : null;
      if (path !== null) pending.set(path, itemId);
    }
    const stamps = (itemIds: readonly ItemId[]) =>
      Float64Array.from(
        itemIds.flatMap((itemId) => [known.bytes[list.rowOf(itemId)]!, known.modified[list.rowOf(itemId)]!]),
      );
    return { pending, stamps };
  }

  /** What an item's path is in a source; null for items of other sources. */
  async #pathsOf(dataset: DatasetId, sourceId: string): Promise<(itemId: string) => string | null> {
    const { sources } = await this.files.readRecord(dataset);
    return (itemId) => {
      const found = sourceOf(sources, itemId as ItemId);
      return found?.source.sourceId === sourceId ? found.path : null;
    };
  }

  /** Items that have a vector. */
  async #embedded(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<Pick<ItemList, "rowOf">> {
    const record = await this.#record(dataset, checkpoint);
    if (record === null || record.embedded === 0) return { rowOf: () => -1 };
    return new ItemList((await this.tables.openAll(dataset, checkpoint)).items);
  }

  async #record(dataset: DatasetId, { id, sha256, dimension }: TableCheckpoint): Promise<TableRecord | null> {
    const isWanted = ({ checkpoint }: TableRecord) =>
      checkpoint.id === id && checkpoint.sha256 === sha256 && checkpoint.dimension === dimension;
    return (await this.tables.listTables(dataset)).find(isWanted) ?? null;
  }
}

async function openEmbedded(npz: Blob, dimension: number): Promise<Embedded> {
  const vectors = await openNpzArray(npz, "vectors", file);
  const array = await openNpyArray(vectors, file);
  const texts = async (name: string) => {
    const column = await openNpzArray(npz, name, file);
    return (await readNpyTexts(column, await openNpyArray(column, `${file}, ${name}`), file)) ?? [];
  };
  const paths = await texts("paths");
  if (!isVectorArray(array) || array.shape[0] !== paths.length || array.shape[1] !== dimension) {
    throw fault(`vectors of the shape (${paths.length}, ${dimension})`, `(${array.shape.join(", ")})`);
  }
  const faults = faultsSchema.safeParse(JSON.parse((await texts("faults"))[0] ?? "[]"));
  if (!faults.success) throw fault("a list of faults {path, message}", faults.error.issues[0]?.message ?? "another");
  return {
    paths,
    faults: faults.data,
    read: async (first, count) => {
      const rows = await readNpyRows(vectors, array, [first, count], file);
      checkUnitRows(rows, dimension, first);
      return rows;
    },
  };
}

function checkUnitRows(rows: Float32Array, dimension: number, first: number): void {
  for (let at = 0; at < rows.length; at += dimension) {
    const vector = rows.subarray(at, at + dimension);
    const length = Math.sqrt(dot(vector, vector));
    if (Math.abs(length - 1) <= lengthTolerance) continue;
    throw fault("vectors of length 1", `${length.toPrecision(4)} in row ${first + at / dimension}`);
  }
}

function takeRows(vectors: Float32Array, rows: readonly number[], dimension: number): Float32Array<ArrayBuffer> {
  const taken = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => taken.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension));
  return taken;
}

function fault(expected: string, found: string): StudioError {
  return new StudioError(
    "EmbeddingTableFormatError",
    `${file}: expected ${expected}; found ${found}`,
    "Embed the items again.",
  );
}
