import type { StoredDataset } from "../../contracts/storedDataset";
import type { DatasetId, DatasetRecord } from "../../core/dataset/datasetRecord";
import { countItems } from "../../core/dataset/countItems";
import { formatItemsFile, parseItemsFile } from "../../core/dataset/itemsFile";
import type { PackedItems } from "../../core/dataset/packedItems";
import { livingRows } from "../../core/dataset/removedItems";
import { selectItems } from "../../core/dataset/selectItems";
import { isStudioError } from "../../core/errors";
import { bytesBelow } from "../opfs/filePack";
import { readStored, readStoredBytes, removeStored, replaceFile } from "../opfs/replaceFile";
import { isNotFound, writing } from "../opfs/storageErrors";
import { withLock } from "./libraryLocks";
import type { LibraryPlace } from "./libraryPlace";
import { datasetMissing, parseStoredRecord, recordFile, unreadableRecord } from "./storedRecord";

/** The folder of all data sets, from the storage's root. */
export const libraryFolder = "library";

/** Data sets whose items stay in memory after they were read. */
const heldTables = 3;

/** An item table as it is stored, removed items among the others, and as it is seen. */
export interface StoredItems {
  readonly all: PackedItems;
  readonly living: PackedItems;
}

/** What a change of a data set makes of it; items that are left out stay as they are. */
export interface DatasetChange {
  readonly stored: StoredDataset;
  readonly items?: PackedItems;
}

/**
 * Data sets in the origin's private file system: a folder each, which is one as soon as it has its record. Every change
 * ends with the record's replacement, and what the record does not name is a leftover that the next visit removes; so a
 * crash at any write leaves the data set as it was before the change, or as it is after it.
 */
export class DatasetStore {
  readonly #held = new Map<string, StoredItems>();
  /** Data sets of this worker that are read although they are hidden: imports before their last step. */
  readonly #opening = new Set<DatasetId>();

  constructor(readonly place: LibraryPlace) {}

  /** The folder of all data sets; made at first use. */
  async library(): Promise<FileSystemDirectoryHandle> {
    return (await this.place.openRoot()).getDirectoryHandle(libraryFolder, { create: true });
  }

  /** @throws StudioError DatasetMissingError */
  async folder(dataset: DatasetId): Promise<FileSystemDirectoryHandle> {
    try {
      return await (await this.library()).getDirectoryHandle(dataset);
    } catch (error) {
      // A TypeError is what an id gets that is no name of a folder.
      if (isNotFound(error) || error instanceof TypeError) throw datasetMissing(dataset);
      throw error;
    }
  }

  /** @throws StudioError DatasetMissingError (also for a hidden one), ItemTableFormatError */
  async read(dataset: DatasetId): Promise<StoredDataset> {
    const stored = await this.readHidden(dataset);
    if (stored.state !== "kept" && !this.#opening.has(dataset)) throw datasetMissing(dataset);
    return stored;
  }

  /** The record of a data set, hidden or not. */
  async readHidden(dataset: DatasetId): Promise<StoredDataset> {
    const bytes = await readStoredBytes(await this.folder(dataset), recordFile);
    if (bytes === null) throw datasetMissing(dataset);
    return parseStoredRecord(new TextDecoder().decode(bytes), dataset);
  }

  /** Ids of all folders with a record, hidden ones too. */
  async ids(): Promise<DatasetId[]> {
    const ids: DatasetId[] = [];
    for await (const [name, entry] of (await this.library()).entries()) {
      if (entry.kind === "directory" && (await readStored(entry, recordFile)) !== null) ids.push(name as DatasetId);
    }
    return ids;
  }

  /** Records of all data sets that are not hidden, the newest first. One that cannot be read says so in its name. */
  async list(): Promise<DatasetRecord[]> {
    const records: DatasetRecord[] = [];
    for (const dataset of await this.ids()) {
      try {
        const { record, state } = await this.readHidden(dataset);
        if (state === "kept") records.push({ ...record, bytes: await this.measure(dataset) });
      } catch (error) {
        if (!isStudioError(error)) throw error;
        if (error.name === "ItemTableFormatError") records.push(unreadableRecord(dataset, error.message));
        else if (error.name !== "DatasetMissingError") throw error; // removed in another tab meanwhile
      }
    }
    return records.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Bytes of the item table, thumbnails, copied pictures and picture facts. */
  async measure(dataset: DatasetId): Promise<number> {
    return bytesBelow(await this.folder(dataset), [tablesFolder]);
  }

  async readItems(dataset: DatasetId): Promise<StoredItems> {
    for (let attempt = 0; ; attempt++) {
      const { itemsFile } = await this.read(dataset);
      const key = `${dataset}/${itemsFile}`;
      const held = this.#held.get(key);
      if (held !== undefined) return held;
      const bytes = await readStoredBytes(await this.folder(dataset), itemsFile);
      if (bytes !== null) return this.#hold(key, parseItemsFile(bytes, `${dataset}/${itemsFile}`));
      // Another tab replaced the table between the two reads; once more, with its new record.
      if (attempt >= 2) throw datasetMissing(dataset);
    }
  }

  /** Writes a new data set, whose folder may hold copied pictures already. It becomes one with the last write. */
  async create(stored: StoredDataset, items: PackedItems): Promise<void> {
    const folder = await (await this.library()).getDirectoryHandle(stored.record.id, { create: true });
    await writing(`the item table of ${stored.record.name}`, async () => {
      await replaceFile(folder, stored.itemsFile, new Blob([formatItemsFile(items)]));
      await this.#writeRecord(folder, { ...stored, record: counted(stored.record, items) });
    });
  }

  /**
   * Changes a data set while no other tab does.
   *
   * @param read how the data set is read: `readHidden` where a hidden one may be changed too
   * @throws StudioError LockedElsewhereError, StorageFullError, DatasetMissingError: nothing has changed
   */
  async change(
    dataset: DatasetId,
    change: (stored: StoredDataset) => DatasetChange | Promise<DatasetChange>,
    read = (id: DatasetId) => this.read(id),
  ): Promise<DatasetRecord> {
    return this.exclusively(dataset, async () => {
      const former = await read(dataset);
      const { stored, items } = await change(former);
      const folder = await this.folder(dataset);
      return writing(`a change of ${stored.record.name}`, async () => {
        const touched = { ...stored.record, changedAt: Date.now() };
        if (items === undefined) return this.#writeRecord(folder, { ...stored, record: touched });
        const revision = former.record.revision + 1;
        const itemsFile = itemsFileName(revision);
        await replaceFile(folder, itemsFile, new Blob([formatItemsFile(items)]));
        const record = await this.#writeRecord(folder, {
          ...stored,
          itemsFile,
          record: counted({ ...touched, revision }, items),
        });
        await removeStored(folder, former.itemsFile);
        return record;
      });
    });
  }

  /** Runs `work` while no other tab writes this data set. @throws StudioError LockedElsewhereError */
  exclusively<Result>(dataset: DatasetId, work: () => Promise<Result>): Promise<Result> {
    return withLock(this.place.locks, { name: `${libraryFolder}/${dataset}`, what: `the data set ${dataset}` }, work);
  }

  /** Removes the folder of a data set: first the record, so that half a removal is no data set. */
  async remove(dataset: DatasetId): Promise<void> {
    const library = await this.library();
    const folder = await this.folder(dataset);
    await removeStored(folder, recordFile);
    await removeStored(library, dataset);
  }

  /** Lets a hidden data set be read by this worker as long as `work` takes. */
  async opening<Result>(dataset: DatasetId, work: () => Promise<Result>): Promise<Result> {
    this.#opening.add(dataset);
    try {
      return await work();
    } finally {
      this.#opening.delete(dataset);
    }
  }

  #hold(key: string, all: PackedItems): StoredItems {
    const rows = livingRows(all);
    const held = { all, living: rows.length === all.count ? all : selectItems(all, rows) };
    this.#held.set(key, held);
    const [oldest] = this.#held.keys();
    if (this.#held.size > heldTables && oldest !== undefined) this.#held.delete(oldest);
    return held;
  }

  async #writeRecord(folder: FileSystemDirectoryHandle, stored: StoredDataset): Promise<DatasetRecord> {
    await replaceFile(folder, recordFile, new Blob([JSON.stringify(stored, null, 1)]));
    return stored.record;
  }
}

/** Where the embedding tables of a data set lie; they are counted by their own records. */
export const tablesFolder = "tables";

/** The item table of a revision. */
export function itemsFileName(revision: number): string {
  return `items-${revision}.bin`;
}

function counted(record: DatasetRecord, items: PackedItems): DatasetRecord {
  const rows = livingRows(items);
  return { ...record, counts: countItems(rows.length === items.count ? items : selectItems(items, rows)) };
}
