// A data set whose storage is in memory, and how its tables are filled: what the tests of tables share.
import type { EmbeddedBlock } from "../../contracts/datasetService";
import type { CheckpointId } from "../../core/embedding/checkpointManifest";
import type { DatasetId, DatasetRecord, TableCheckpoint } from "../../core/dataset/datasetRecord";
import type { Item, ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import { type PackedItems, packItems } from "../../core/dataset/packedItems";
import { unpackTexts } from "../../core/dataset/packedTexts";
import { readNpy } from "../../core/embedding/embeddingTable";
import type { DatasetFiles, PictureStamps } from "../library/datasetFiles";
import { MemoryDirectory } from "../opfs/memoryDirectory";
import { MemoryLocks } from "../opfs/memoryLocks";
import { EmbeddingTables } from "./embeddingTables";
import { TableFolders } from "./tableFolders";

export const dataset = "drawings" as DatasetId;
const dimension = 4;
export const checkpoint: TableCheckpoint = { id: "tiny" as CheckpointId, sha256: "0123456789abcdef", dimension };

/** Items of a folder; every fifth is a query, all others are gallery. */
export function makeItems(count: number): Item[] {
  return Array.from({ length: count }, (_, i) => ({
    itemId: `folder/${i}.png` as ItemId,
    identity: `${i >> 1}`,
    split: "test",
    isQuery: i % 5 === 0,
    isGallery: i % 5 !== 0,
  }));
}

/** The library of one data set in memory; `items` and `stamps` may be changed under a table. */
export class MemoryDataset implements DatasetFiles {
  readonly root = new MemoryDirectory();
  readonly locks = new MemoryLocks();
  packed: PackedItems;
  stamps: PictureStamps;

  constructor(items: readonly Item[]) {
    this.packed = packItems(items);
    this.stamps = stampsOf(items.length);
  }

  /** Another item table under the same tables. */
  change(items: readonly Item[]): void {
    this.packed = packItems(items);
    this.stamps = stampsOf(items.length);
  }

  folder(): Promise<FileSystemDirectoryHandle> {
    return this.root.getDirectoryHandle(dataset, { create: true });
  }

  path(): string {
    return `library/${dataset}`;
  }

  readRecord(): Promise<DatasetRecord> {
    return Promise.resolve({ id: dataset, name: "Drawings" } as DatasetRecord);
  }

  readItems(): Promise<PackedItems> {
    return Promise.resolve(this.packed);
  }

  readStamps(): Promise<PictureStamps> {
    return Promise.resolve(this.stamps);
  }

  /** Tables as a new worker or tab has them. */
  openTables(): EmbeddingTables {
    return new EmbeddingTables(this, this.locks, 20);
  }

  /** What a new visit finds after the machine died: files as they were, no locks. */
  openTablesAfterDeath(): EmbeddingTables {
    this.root.disk.revive();
    return new EmbeddingTables(this, new MemoryLocks(), 20);
  }

  async files(): Promise<Record<string, Uint8Array>> {
    const folder = await new TableFolders(this).find(dataset, checkpoint);
    const found: Record<string, Uint8Array> = {};
    if (folder === null) return found;
    for await (const [name, handle] of folder.entries()) {
      const file = await (handle as FileSystemFileHandle).getFile();
      found[name] = new Uint8Array(await file.arrayBuffer());
    }
    return found;
  }
}

function stampsOf(count: number): PictureStamps {
  return {
    bytes: Float64Array.from({ length: count }, (_, i) => 100 + i),
    modified: new Float64Array(count),
    sha256: new Uint8Array(count * 32),
  };
}

/** The vector of an item: made from its name alone, as an embedding is. */
export function vectorOf(id: string): number[] {
  let seed = 7;
  for (const letter of id) seed = (seed * 31 + letter.charCodeAt(0)) % 1009;
  return Array.from({ length: dimension }, (_, i) => Math.fround(Math.sin(seed * (i + 1))));
}

/** A block as the embedding job makes it: items that `fails` says have no vector. */
export function blockOf(
  ids: readonly ItemId[],
  { packed, stamps }: MemoryDataset,
  fails: (id: string) => boolean,
): EmbeddedBlock {
  const list = new ItemList(packed);
  const sound = ids.filter((id) => !fails(id));
  const stampOf = (id: ItemId) => [stamps.bytes[list.rowOf(id)] ?? 0, stamps.modified[list.rowOf(id)] ?? 0];
  return {
    itemIds: sound,
    vectors: Float32Array.from(sound.flatMap(vectorOf)),
    stamps: Float64Array.from(sound.flatMap(stampOf)),
    failures: ids.filter(fails).map((itemId) => ({ itemId, message: "damaged" })),
    backend: "WASM SIMD",
    batch: 1,
  };
}

/** No item fails. */
export const none = () => false;

/** Embeds what is pending, block by block, as the embedding job does. */
export async function embedAll(
  data: MemoryDataset,
  tables: EmbeddingTables,
  blockSize: number,
  fails: (id: string) => boolean = none,
) {
  const { pending } = await tables.openTableWriter(dataset, checkpoint);
  const ids = unpackTexts(pending) as ItemId[];
  for (let start = 0; start < ids.length; start += blockSize) {
    await tables.appendBlock(dataset, checkpoint, blockOf(ids.slice(start, start + blockSize), data, fails));
  }
  await tables.closeTableWriter(dataset, checkpoint);
}

/** What `exportTable` gives: paths, and the numbers of their vectors. */
export async function exported(tables: EmbeddingTables) {
  const { vectors, items } = await tables.exportTable(dataset, checkpoint);
  const table = readNpy(new Uint8Array(await vectors.arrayBuffer()));
  const paths = (await items.text())
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",")[0] ?? "");
  return { paths, numbers: [...table.numbers], rows: table.rows };
}
