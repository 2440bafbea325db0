import type { FolderSource, SourceState } from "../../contracts/datasetService";
import type { StoredDataset } from "../../contracts/storedDataset";
import type { DatasetId, DatasetRecord, SourceRecord } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import { ItemList } from "../../core/dataset/itemList";
import { sheetOf } from "../../core/dataset/sheet";
import { StudioError } from "../../core/errors";
import { type FilePack, openFilePack } from "../opfs/filePack";
import { openSource } from "../sources/openSource";
import { explainReadError, missingError } from "../sources/readError";
import type { Source } from "../sources/source";
import type { DatasetStore } from "./datasetStore";
import { handleKey, handleOf, sourceOf } from "./sourcePlaces";

const reconnectHint = "Choose the folder or the archive again in the data set's sources.";

/** Finds the pictures of items, wherever they lie. */
export class PictureReader {
  /** Sources that were opened, by data set and source: an archive's directory is read once. */
  readonly #sources = new Map<string, Promise<Source>>();
  readonly #packs = new Map<string, Promise<FilePack>>();

  constructor(private readonly store: DatasetStore) {}

  /** @throws StudioError PictureMissingError, FolderReadError, ArchiveFormatError, CompanionUnreachableError, DatasetMissingError */
  async read(dataset: DatasetId, itemId: ItemId): Promise<{ readonly file: Blob; readonly page: number }> {
    const stored = await this.store.read(dataset);
    const found = sourceOf(stored.record.sources, itemId);
    if (found === null) throw missingError(itemId);
    const { path, page } = sheetOf(found.path as ItemId);
    return { file: await this.#open(stored, found.source, path), page };
  }

  /** Whether each source can be read now, in the order of the record. */
  async check(dataset: DatasetId): Promise<SourceState[]> {
    const { record } = await this.store.read(dataset);
    return Promise.all(record.sources.map((source) => this.#check(dataset, source)));
  }

  /**
   * Reads a source from where the user found it again; where it is a copy, the copies stay.
   *
   * @throws StudioError FolderReadError if it is of another kind or none of the source's pictures is there
   */
  async reconnect(dataset: DatasetId, sourceId: string, given: FolderSource): Promise<DatasetRecord> {
    const { record } = await this.store.read(dataset);
    const known = record.sources.find((source) => source.sourceId === sourceId);
    if (known === undefined) throw new Error(`data set ${dataset} has no source ${sourceId}`);
    const kind = given.kind === "files" || known.kind === "copy" || known.kind === "none" ? null : given.kind;
    const handle = handleOf(given);
    if (kind === null || (kind === "archive" && handle === null)) throw notReconnectable(known, given);
    await this.#checkPictures(dataset, known, openSource(given));
    if (handle !== null) await this.store.place.handles.put(handleKey(dataset, sourceId), handle);
    this.#sources.delete(handleKey(dataset, sourceId));
    return this.store.change(dataset, (stored) => ({
      stored: {
        ...stored,
        record: {
          ...stored.record,
          sources: stored.record.sources.map((source) => (source.sourceId === sourceId ? { ...source, kind } : source)),
        },
        places: {
          ...stored.places,
          [sourceId]: {
            packs: stored.places[sourceId]?.packs ?? [],
            address: given.kind === "companion" ? given.baseUrl : null,
          },
        },
      },
    }));
  }

  async #check(dataset: DatasetId, { sourceId, kind }: SourceRecord): Promise<SourceState> {
    if (kind !== "handle" && kind !== "archive") return { sourceId, access: "open", handle: null };
    const handle = await this.store.place.handles.get(handleKey(dataset, sourceId));
    if (handle === null) return { sourceId, access: "gone", handle };
    const access = (await isAllowed(handle)) ? "open" : "asks";
    return { sourceId, access, handle: handle as FileSystemDirectoryHandle | FileSystemFileHandle };
  }

  async #open(stored: StoredDataset, source: SourceRecord, path: string): Promise<Blob> {
    switch (source.kind) {
      case "none":
        throw new StudioError(
          "PictureMissingError",
          `${path}: expected a picture; the embeddings of ${source.name} came without pictures`,
          "Import the folder with the pictures into this data set.",
        );
      case "copy":
        return this.#openCopy(stored, source, path);
      case "handle":
      case "archive":
      case "companion":
        return (await this.#source(stored, source)).open(path);
    }
  }

  /** The newest copy of a picture. */
  async #openCopy({ record, places }: StoredDataset, source: SourceRecord, path: string): Promise<Blob> {
    for (const name of places[source.sourceId]?.packs.toReversed() ?? []) {
      const key = `${record.id}/${name}`;
      let opening = this.#packs.get(key);
      if (opening === undefined)
        this.#packs.set(key, (opening = openFilePack(await this.store.folder(record.id), name)));
      const copy = await (await opening).open(path);
      if (copy !== null) return copy;
    }
    throw missingError(`${source.name}/${path}`);
  }

  #source(stored: StoredDataset, source: SourceRecord): Promise<Source> {
    const key = handleKey(stored.record.id, source.sourceId);
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const opening = this.#find(stored, source).then(openSource);
    this.#sources.set(key, opening);
    // One that is not allowed yet is asked again at the next picture.
    opening.catch(() => this.#sources.delete(key));
    return opening;
  }

  async #find({ record, places }: StoredDataset, source: SourceRecord): Promise<FolderSource> {
    const address = places[source.sourceId]?.address ?? null;
    if (source.kind === "companion" && address !== null)
      return { kind: "companion", baseUrl: address, name: source.name };
    const handle = await this.store.place.handles.get(handleKey(record.id, source.sourceId));
    if (handle === null) {
      const expected = `${source.name}: expected the ${source.kind === "archive" ? "archive" : "folder"} that this browser was given; found no trace of it`;
      throw new StudioError("FolderReadError", expected, reconnectHint);
    }
    if (handle.kind === "directory") return { kind: "handle", handle: handle as FileSystemDirectoryHandle };
    try {
      const file = await (handle as FileSystemFileHandle).getFile();
      return { kind: "archive", file, name: file.name, handle: handle as FileSystemFileHandle };
    } catch (error) {
      throw explainReadError(error, source.name);
    }
  }

  /** Another folder would give other pictures to the items: the first of the source must be there. */
  async #checkPictures(dataset: DatasetId, known: SourceRecord, source: Source): Promise<void> {
    const { sources } = (await this.store.read(dataset)).record;
    const list = new ItemList((await this.store.readItems(dataset)).living);
    for (let row = 0; row < list.length; row++) {
      const found = sourceOf(sources, list.itemId(row));
      if (found?.source.sourceId !== known.sourceId) continue;
      try {
        await source.open(sheetOf(found.path as ItemId).path);
      } finally {
        source.close();
      }
      return;
    }
  }
}

declare global {
  // Of the File System Access API: Chromium has it; elsewhere handles are of the private file system, which needs none.
  interface FileSystemHandle {
    queryPermission?(descriptor: { mode: "read" }): Promise<PermissionState>;
  }
}

async function isAllowed(handle: FileSystemHandle): Promise<boolean> {
  return handle.queryPermission === undefined || (await handle.queryPermission({ mode: "read" })) === "granted";
}

function notReconnectable(known: SourceRecord, given: FolderSource): StudioError {
  return new StudioError(
    "FolderReadError",
    `${known.name}: expected the folder, the archive or the companion's folder itself, which can be read again at the next visit; found ${given.kind === "files" ? "single files" : "pictures that are not read from there"}`,
    "Import the files into this data set instead: they are then copied into this browser.",
  );
}
