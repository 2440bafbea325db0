import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import type { PixelBox } from "../../core/image/pixels";
import { sniffedBytes, sniffPicture } from "../../core/image/sniffPicture";
import { isStudioError } from "../../core/errors";
import { FilePack, type PackedFile } from "../opfs/filePack";
import { writing } from "../opfs/storageErrors";
import type { DatasetStore } from "./datasetStore";
import type { PictureReader } from "./pictureReader";
import { thumbnailPack } from "./visit";

/** Makes a small picture of a page of a file, or of a part of it. */
export type ThumbnailMaker = (file: Blob, name: string, page: number, box: PixelBox | null) => Promise<Blob>;

/** Thumbnails of one data set, and those that wait to be written together. */
interface Shelf {
  readonly pack: FilePack;
  waiting: PackedFile[];
  writing: Promise<void> | null;
}

/** Small pictures of items: made at the first call, kept in one pack a data set. */
export class Thumbnails {
  readonly #shelves = new Map<DatasetId, Promise<Shelf>>();
  readonly #making = new Map<string, Promise<Blob>>();

  constructor(
    private readonly store: DatasetStore,
    private readonly pictures: PictureReader,
    private readonly make: ThumbnailMaker,
  ) {}

  /** @throws what reading and decoding the picture throws; a full storage only means that it is made again next time */
  async read(dataset: DatasetId, itemId: ItemId): Promise<Blob> {
    const shelf = await this.#shelf(dataset);
    const kept = await this.#kept(shelf, itemId);
    if (kept !== null) return kept;
    const key = `${dataset}/${itemId}`;
    let making = this.#making.get(key);
    if (making === undefined) {
      making = this.#makeAndKeep(dataset, itemId, shelf).finally(() => this.#making.delete(key));
      this.#making.set(key, making);
    }
    return making;
  }

  /** Lets thumbnails of pictures that have changed be made again. */
  async forget(dataset: DatasetId, itemIds: readonly ItemId[]): Promise<void> {
    const shelf = await this.#shelf(dataset);
    const outdated = itemIds.filter((itemId) => shelf.pack.has(itemId));
    if (outdated.length === 0) return;
    shelf.waiting.push(...outdated.map((name) => ({ name, content: new Blob([]), modified: 0 })));
    await this.#write(dataset, shelf);
  }

  async #kept(shelf: Shelf, itemId: ItemId): Promise<Blob | null> {
    const waiting = shelf.waiting.findLast(({ name }) => name === itemId);
    if (waiting !== undefined) return waiting.content.size > 0 ? waiting.content : null;
    // A part of the pack cannot be read any more once another is appended, so the bytes are taken out; a reading that
    // falls into an appending is repeated.
    for (let attempt = 0; ; attempt++) {
      const part = await shelf.pack.open(itemId);
      if (part === null || part.size === 0) return null;
      try {
        return new Blob([await part.arrayBuffer()], { type: "image/webp" });
      } catch (error) {
        if (attempt >= 3) throw error;
        await shelf.writing;
      }
    }
  }

  async #makeAndKeep(dataset: DatasetId, itemId: ItemId, shelf: Shelf): Promise<Blob> {
    const { file, page } = await this.pictures.read(dataset, itemId);
    const box = await this.#box(dataset, itemId);
    const head = new Uint8Array(await file.slice(0, sniffedBytes).arrayBuffer());
    // Only the page can draw these, and it shows them as they are.
    if (sniffPicture(head) === "SVG") return new Blob([file], { type: "image/svg+xml" });
    const thumbnail = await this.make(file, itemId, page, box);
    shelf.waiting.push({ name: itemId, content: thumbnail, modified: 0 });
    await this.#write(dataset, shelf).catch((error: unknown) => {
      if (!isStudioError(error) || !["StorageFullError", "LockedElsewhereError"].includes(error.name)) throw error;
    });
    return thumbnail;
  }

  /** Writes all that waits: what comes while a write is under way goes with the next. */
  async #write(dataset: DatasetId, shelf: Shelf): Promise<void> {
    while (shelf.writing !== null) await shelf.writing.catch(() => undefined);
    if (shelf.waiting.length === 0) return;
    const files = [...shelf.waiting];
    const write = this.store.exclusively(dataset, () => writing("thumbnails", () => shelf.pack.append(files)));
    shelf.writing = write.finally(() => {
      shelf.waiting = shelf.waiting.filter((file) => !files.includes(file));
      shelf.writing = null;
    });
    await shelf.writing;
  }

  async #box(dataset: DatasetId, itemId: ItemId): Promise<PixelBox | null> {
    const items = new ItemList((await this.store.readItems(dataset)).living);
    return items.at(items.rowOf(itemId))?.box ?? null;
  }

  #shelf(dataset: DatasetId): Promise<Shelf> {
    let opening = this.#shelves.get(dataset);
    if (opening === undefined) {
      opening = this.#open(dataset);
      this.#shelves.set(dataset, opening);
      opening.catch(() => this.#shelves.delete(dataset));
    }
    return opening;
  }

  async #open(dataset: DatasetId): Promise<Shelf> {
    await this.store.read(dataset);
    const pack = new FilePack(await this.store.folder(dataset), thumbnailPack);
    await pack.refresh();
    return { pack, waiting: [], writing: null };
  }
}
