import type { DatasetService, ItemFilter } from "../../contracts/datasetService";
import type { DatasetId, DatasetRecord } from "../../core/dataset/datasetRecord";
import { filterItems } from "../../core/dataset/filterItems";
import type { ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import type { PackedItems } from "../../core/dataset/packedItems";
import { flagRemoved } from "../../core/dataset/removedItems";
import { selectItems } from "../../core/dataset/selectItems";
import { isStudioError } from "../../core/errors";
import type { DatasetFiles, PictureStamps } from "./datasetFiles";
import { type DatasetStore, libraryFolder } from "./datasetStore";
import type { FactsStore } from "./factsStore";

type Answers = Pick<
  DatasetService,
  | "listDatasets"
  | "renameDataset"
  | "deleteDataset"
  | "restoreDataset"
  | "emptyTrash"
  | "removeItems"
  | "restoreItems"
  | "readItems"
  | "sampleItems"
>;

/** The data sets of the library as users and the library's other parts see them. */
export class Datasets implements DatasetFiles, Answers {
  constructor(
    private readonly store: DatasetStore,
    private readonly facts: FactsStore,
  ) {}

  async folder(dataset: DatasetId): Promise<FileSystemDirectoryHandle> {
    await this.store.read(dataset); // a hidden one has none
    return this.store.folder(dataset);
  }

  path(dataset: DatasetId): string {
    return `${libraryFolder}/${dataset}`;
  }

  async readRecord(dataset: DatasetId): Promise<DatasetRecord> {
    return (await this.store.read(dataset)).record;
  }

  readStamps(dataset: DatasetId): Promise<PictureStamps> {
    return this.facts.stamps(dataset);
  }

  async readItems(dataset: DatasetId, filter: ItemFilter | null = null): Promise<PackedItems> {
    const { living } = await this.store.readItems(dataset);
    return filter === null ? living : selectItems(living, filterItems(living, filter));
  }

  async sampleItems(dataset: DatasetId, count: number): Promise<ItemId[]> {
    const items = new ItemList((await this.store.readItems(dataset)).living);
    const wanted = Math.min(count, items.length);
    return Array.from({ length: wanted }, (_, i) => items.itemId(Math.floor((i * items.length) / wanted)));
  }

  listDatasets(): Promise<DatasetRecord[]> {
    return this.store.list();
  }

  async renameDataset(dataset: DatasetId, name: string): Promise<DatasetRecord> {
    return this.#measured(
      await this.store.change(dataset, (stored) => ({ stored: { ...stored, record: { ...stored.record, name } } })),
    );
  }

  /** One whose record this version cannot read is removed at once: there is no state in it that could be changed. */
  async deleteDataset(dataset: DatasetId): Promise<void> {
    try {
      await this.store.change(dataset, (stored) => ({ stored: { ...stored, state: "deleted" } }));
    } catch (error) {
      if (!isStudioError(error) || error.name !== "ItemTableFormatError") throw error;
      await this.store.exclusively(dataset, () => this.store.remove(dataset));
    }
  }

  async restoreDataset(dataset: DatasetId): Promise<DatasetRecord> {
    const restored = await this.store.change(
      dataset,
      (stored) => ({ stored: { ...stored, state: "kept" } }),
      (id) => this.store.readHidden(id),
    );
    return this.#measured(restored);
  }

  /** Removes deleted data sets and removed items for good. What another tab is writing is left to the next time. */
  async emptyTrash(): Promise<void> {
    for (const dataset of await this.store.ids()) {
      try {
        await this.#emptyTrashOf(dataset);
      } catch (error) {
        const passedOver = ["LockedElsewhereError", "DatasetMissingError", "ItemTableFormatError"];
        if (!isStudioError(error) || !passedOver.includes(error.name)) throw error;
      }
    }
  }

  async removeItems(dataset: DatasetId, itemIds: readonly ItemId[]): Promise<DatasetRecord> {
    return this.#flag(dataset, itemIds, true);
  }

  async restoreItems(dataset: DatasetId, itemIds: readonly ItemId[]): Promise<DatasetRecord> {
    return this.#flag(dataset, itemIds, false);
  }

  async #flag(dataset: DatasetId, itemIds: readonly ItemId[], isRemoved: boolean): Promise<DatasetRecord> {
    const changed = await this.store.change(dataset, async (stored) => ({
      stored,
      items: flagRemoved((await this.store.readItems(dataset)).all, itemIds, isRemoved),
    }));
    return this.#measured(changed);
  }

  async #emptyTrashOf(dataset: DatasetId): Promise<void> {
    const stored = await this.store.readHidden(dataset);
    if (stored.state === "deleted") {
      await this.store.exclusively(dataset, () => this.store.remove(dataset));
      for (const { sourceId } of stored.record.sources) await this.store.place.handles.remove(`${dataset}/${sourceId}`);
    } else if (stored.state === "kept") {
      const { all, living } = await this.store.readItems(dataset);
      if (living.count === all.count) return;
      await this.store.change(dataset, async (current) => ({
        stored: current,
        items: (await this.store.readItems(dataset)).living,
      }));
    }
  }

  /** Thumbnails and facts grow between the changes of a record, so their bytes are counted when it is shown. */
  async #measured(record: DatasetRecord): Promise<DatasetRecord> {
    return { ...record, bytes: await this.store.measure(record.id) };
  }
}
