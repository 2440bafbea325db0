import type { StoredDataset } from "../../contracts/storedDataset";
import { freePrefix, renameItems } from "../../core/dataset/addItems";
import type { DatasetId, DatasetRecord, SourceRecord } from "../../core/dataset/datasetRecord";
import type { Item, ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import { packItems } from "../../core/dataset/packedItems";
import { readStored, removeStored, replaceFile } from "../opfs/replaceFile";
import { writing } from "../opfs/storageErrors";
import { type DatasetStore, itemsFileName } from "./datasetStore";
import type { FactsStore } from "./factsStore";
import { handleKey } from "./sourcePlaces";

/** A data set on its way into another, and what its paths become there. */
export interface MergedPart {
  readonly dataset: DatasetId;
  readonly pathOf: (path: string) => ItemId;
}

/** Joins the embedding tables of the parts, checkpoint by checkpoint. */
export type JoinTables = (parts: readonly MergedPart[], into: DatasetId) => Promise<void>;

interface Part extends MergedPart {
  readonly stored: StoredDataset;
  readonly prefix: string;
  readonly items: readonly Item[];
}

/** Makes one data set of several. The parts stay as they are; a merge that fails leaves nothing. */
export class MergedDatasets {
  constructor(
    private readonly store: DatasetStore,
    private readonly facts: FactsStore,
    private readonly joinTables: JoinTables,
  ) {}

  /** @throws StudioError StorageFullError, DatasetMissingError */
  async merge(datasets: readonly DatasetId[], name: string): Promise<DatasetRecord> {
    const parts = await this.#readParts(datasets);
    const id = crypto.randomUUID() as DatasetId;
    const library = await this.store.library();
    try {
      const folder = await library.getDirectoryHandle(id, { create: true });
      const merged = mergedRecord(id, name, parts);
      for (const part of parts) await this.#copySources(part, merged, folder);
      await this.store.create(merged.stored, packItems(parts.flatMap(({ items }) => items)));
      await writing(`what was seen of the pictures of ${name}`, async () => {
        for (const { dataset, pathOf } of parts) await this.facts.copy(dataset, folder, pathOf);
      });
      await this.store.opening(id, () => this.joinTables(parts, id));
      const record = await this.store.change(
        id,
        (stored) => ({ stored: { ...stored, state: "kept" } }),
        (dataset) => this.store.readHidden(dataset),
      );
      return { ...record, bytes: await this.store.measure(id) };
    } catch (error) {
      await removeStored(library, id).catch(() => undefined); // else a leftover of the next visit
      throw error;
    }
  }

  /** The first part keeps its paths; those of the others get a folder that no earlier part has. */
  async #readParts(datasets: readonly DatasetId[]): Promise<Part[]> {
    const parts: Part[] = [];
    for (const dataset of new Set(datasets)) {
      const stored = await this.store.read(dataset);
      const taken = parts.flatMap(({ items }) => items.map(({ itemId }) => itemId));
      const prefix = parts.length === 0 ? "" : freePrefix(stored.record.name, taken);
      const pathOf = (path: string) => (prefix + path) as ItemId;
      const items = renameItems(new ItemList((await this.store.readItems(dataset)).living), pathOf);
      parts.push({ dataset, stored, prefix, pathOf, items });
    }
    return parts;
  }

  async #copySources(part: Part, merged: Merged, folder: FileSystemDirectoryHandle): Promise<void> {
    const from = await this.store.folder(part.dataset);
    for (const { sourceId } of part.stored.record.sources) {
      const handle = await this.store.place.handles.get(handleKey(part.dataset, sourceId));
      const newId = merged.sourceIds.get(handleKey(part.dataset, sourceId)) ?? sourceId;
      if (handle !== null) await this.store.place.handles.put(handleKey(merged.stored.record.id, newId), handle);
      for (const pack of part.stored.places[sourceId]?.packs ?? []) await copyPack(from, folder, pack);
    }
  }
}

interface Merged {
  readonly stored: StoredDataset;
  /** By the key of the source in its part. */
  readonly sourceIds: ReadonlyMap<string, string>;
}

function mergedRecord(id: DatasetId, name: string, parts: readonly Part[]): Merged {
  const sourceIds = new Map<string, string>();
  const sources: SourceRecord[] = [];
  const places: StoredDataset["places"] = {};
  for (const { dataset, stored, prefix } of parts) {
    for (const source of stored.record.sources) {
      const sourceId = crypto.randomUUID();
      sourceIds.set(handleKey(dataset, source.sourceId), sourceId);
      sources.push({ ...source, sourceId, prefix: prefix + source.prefix });
      places[sourceId] = stored.places[source.sourceId] ?? { address: null, packs: [] };
    }
  }
  const now = Date.now();
  const layout = [...new Set(parts.map(({ stored }) => stored.record.layout))].join(", ");
  const counts = { items: 0, identities: 0, queries: 0, gallery: 0 };
  return {
    stored: {
      schema: 1,
      record: { schema: 1, id, name, layout, createdAt: now, changedAt: now, revision: 1, counts, sources, bytes: 0 },
      itemsFile: itemsFileName(1),
      state: "importing",
      places,
    },
    sourceIds,
  };
}

/** Names of packs are unique over all data sets, so that a pack keeps its own. */
async function copyPack(from: FileSystemDirectoryHandle, to: FileSystemDirectoryHandle, pack: string): Promise<void> {
  for (const file of [`${pack}.pack`, `${pack}.index`]) {
    const content = await readStored(from, file);
    if (content !== null) await writing("copies of pictures", () => replaceFile(to, file, content));
  }
}
