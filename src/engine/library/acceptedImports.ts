import type { AcceptedImport } from "../../contracts/datasetService";
import type { StoredDataset } from "../../contracts/storedDataset";
import { addItems, freePrefix, renameItems } from "../../core/dataset/addItems";
import type { DatasetId, DatasetRecord, SourceRecord } from "../../core/dataset/datasetRecord";
import type { Item, ItemId } from "../../core/dataset/item";
import { packItems, type PackedItems } from "../../core/dataset/packedItems";
import { unpackTexts } from "../../core/dataset/packedTexts";
import type { PictureFacts } from "../../core/dataset/pictureFacts";
import { sheetOf } from "../../core/dataset/sheet";
import { FilePack } from "../opfs/filePack";
import { removeStored } from "../opfs/replaceFile";
import type { SourceFile } from "../sources/source";
import { copyPictures, type Job, outdatedFacts, unreadableFacts } from "./copyPictures";
import { type DatasetStore, itemsFileName } from "./datasetStore";
import type { FactsStore } from "./factsStore";
import { handleKey, handleOf, keptKind, knownSource } from "./sourcePlaces";
import type { TakenImport } from "./takenImport";

/** Keeps embeddings that came along with an import. `pathOf` gives the item of a path of the import. */
export type KeepVectors = (
  dataset: DatasetId,
  taken: TakenImport,
  pathOf: (path: string) => ItemId,
  job: Job,
) => Promise<void>;

/** A source on its way into a data set: its record, and what was put beside it before the record is written. */
interface Prepared {
  readonly source: SourceRecord;
  readonly place: StoredDataset["places"][string];
  readonly items: readonly Item[];
  /** What is known already: files that could not be read, pictures that are others now. */
  readonly facts: readonly PictureFacts[];
  /** The pack that was written; null where nothing was copied. */
  readonly pack: string | null;
  /** Whether the data set has had this source before. */
  readonly isKnown: boolean;
}

/** Keeps accepted imports: as a data set of their own, or among the items of another. A failed one leaves nothing. */
export class AcceptedImports {
  constructor(
    private readonly store: DatasetStore,
    private readonly facts: FactsStore,
    private readonly besides: {
      readonly keepVectors: KeepVectors;
      /** Told of items that were imported again, whose pictures may be others now. */
      readonly forgetThumbnails: (dataset: DatasetId, itemIds: readonly ItemId[]) => Promise<void>;
    },
  ) {}

  /** @throws StudioError StorageFullError, FolderReadError, LockedElsewhereError, DatasetMissingError; an AbortError */
  async accept(taken: TakenImport, accepted: AcceptedImport, job: Job): Promise<DatasetRecord> {
    const dataset = accepted.into ?? (crypto.randomUUID() as DatasetId);
    const record =
      accepted.into === null
        ? await this.#keepNew(dataset, taken, accepted, job)
        : await this.#keepInto(dataset, taken, accepted, job);
    return { ...record, bytes: await this.store.measure(dataset) };
  }

  async #keepNew(dataset: DatasetId, taken: TakenImport, accepted: AcceptedImport, job: Job): Promise<DatasetRecord> {
    const library = await this.store.library();
    const empty = emptyDataset(dataset, accepted.name, taken.layout);
    try {
      await library.getDirectoryHandle(dataset, { create: true });
      const prepared = await this.#prepare(empty, taken, accepted.copyPictures, job);
      await this.store.create(withSource(empty, prepared), packItems(prepared.items));
      await this.store.opening(dataset, () => this.#keepBesides(dataset, taken, prepared, job));
      return await this.store.change(
        dataset,
        (stored) => ({ stored: { ...stored, state: "kept" } }),
        (id) => this.store.readHidden(id),
      );
    } catch (error) {
      // What cannot be removed now is a leftover of the next visit; the first failure is what counts.
      await removeStored(library, dataset).catch(() => undefined);
      throw error;
    }
  }

  async #keepInto(dataset: DatasetId, taken: TakenImport, accepted: AcceptedImport, job: Job): Promise<DatasetRecord> {
    const former = await this.store.read(dataset);
    const before = (await this.store.readItems(dataset)).all;
    const prepared = await this.#prepare(former, taken, accepted.copyPictures, job);
    let isKept = false;
    try {
      await this.store.change(dataset, async (stored) => ({
        stored: withSource(stored, prepared),
        items: addItems((await this.store.readItems(dataset)).all, prepared.items),
      }));
      isKept = true;
      await this.#keepBesides(dataset, taken, prepared, job);
      return (await this.store.read(dataset)).record;
    } catch (error) {
      await this.#takeBack(dataset, former, before, isKept ? null : prepared.pack).catch(() => undefined);
      throw error;
    }
  }

  /** Copies or shelves what a source needs, before any record names it. */
  async #prepare(stored: StoredDataset, taken: TakenImport, isCopied: boolean, job: Job): Promise<Prepared> {
    const dataset = stored.record.id;
    const paths = picturePaths(taken);
    const kind = paths.length === 0 ? "none" : keptKind(taken.given, isCopied);
    const { name } = taken.source;
    const known = await knownSource(stored, { source: taken.given, kind, name }, this.store.place.handles);
    const source = known ?? { sourceId: crypto.randomUUID(), kind, name, prefix: await this.#newPrefix(stored, name) };
    const isKnown = known !== null;
    const items = renameItems(taken.table.items, (path) => source.prefix + path);
    const facts = known === null ? [] : await this.#findOutdated(dataset, taken, source.prefix);
    const handle = handleOf(taken.given);
    if (handle !== null && kind !== "copy")
      await this.store.place.handles.put(handleKey(dataset, source.sourceId), handle);
    const place = stored.places[source.sourceId] ?? { address: addressOf(taken), packs: [] };
    if (kind !== "copy") return { source, place, items, facts, pack: null, isKnown };
    const pack = `pictures-${crypto.randomUUID()}`;
    const folder = await this.store.folder(dataset);
    try {
      const uncopied = await copyPictures(taken.source, paths, new FilePack(folder, pack), job);
      const messages = new Map(uncopied.map(({ path, message }) => [path, message]));
      const unread = taken.table.items.flatMap(({ itemId }) => {
        const message = messages.get(sheetOf(itemId).path);
        return message === undefined ? [] : [unreadableFacts((source.prefix + itemId) as ItemId, message)];
      });
      return {
        source,
        place: { ...place, packs: [...place.packs, pack] },
        items,
        facts: [...facts, ...unread],
        pack,
        isKnown,
      };
    } catch (error) {
      await removePack(folder, pack).catch(() => undefined);
      throw error;
    }
  }

  async #keepBesides(dataset: DatasetId, taken: TakenImport, prepared: Prepared, job: Job): Promise<void> {
    await this.facts.keep(dataset, prepared.facts);
    const again = prepared.items.map(({ itemId }) => itemId);
    if (prepared.isKnown) await this.besides.forgetThumbnails(dataset, again);
    if (taken.table.vectors !== null) {
      await this.besides.keepVectors(dataset, taken, (path) => (prepared.source.prefix + path) as ItemId, job);
    }
  }

  async #newPrefix({ record }: StoredDataset, name: string): Promise<string> {
    if (record.sources.length === 0) return "";
    return freePrefix(name, unpackTexts((await this.store.readItems(record.id)).all.paths));
  }

  /** Items of the source whose file has another size or time than when it was looked at. */
  async #findOutdated(dataset: DatasetId, taken: TakenImport, prefix: string): Promise<PictureFacts[]> {
    const { list, columns } = await this.facts.columns(dataset);
    const listed = new Map(taken.listing.files.map((file) => [file.path, file]));
    return taken.table.items.flatMap(({ itemId }) => {
      const row = list.rowOf((prefix + itemId) as ItemId);
      const file = listed.get(sheetOf(itemId).path);
      if (row < 0 || file === undefined || columns.isExamined[row] === 0) return [];
      const isSame = isSameFile(file, columns.bytes[row] ?? 0, columns.modified[row] ?? 0);
      return isSame ? [] : [outdatedFacts(list.itemId(row), file.bytes ?? 0, file.modified ?? 0)];
    });
  }

  /** Puts a data set back to what it was before an import failed halfway into it. */
  async #takeBack(dataset: DatasetId, former: StoredDataset, before: PackedItems, pack: string | null): Promise<void> {
    if (pack !== null) {
      await removePack(await this.store.folder(dataset), pack);
      return;
    }
    await this.store.change(dataset, (stored) => ({
      stored: { ...stored, places: former.places, record: { ...stored.record, sources: former.record.sources } },
      items: before,
    }));
  }
}

/** Paths of the files that items are of and that the source has, each once. */
function picturePaths({ table, listing }: TakenImport): string[] {
  const listed = new Set(listing.files.map(({ path }) => path));
  const paths = new Set(table.items.map(({ itemId }) => sheetOf(itemId).path));
  return [...paths].filter((path) => listed.has(path));
}

/** Whether a listed file may be the one that was looked at; what the source does not tell is taken as the same. */
function isSameFile(file: SourceFile, bytes: number, modified: number): boolean {
  if (file.bytes !== null && file.bytes !== bytes) return false;
  return modified === 0 || file.modified === null || file.modified === modified;
}

function addressOf({ given }: TakenImport): string | null {
  return given.kind === "companion" ? given.baseUrl : null;
}

/** A data set that nobody sees until its import is complete. */
function emptyDataset(dataset: DatasetId, name: string, layout: string): StoredDataset {
  const now = Date.now();
  const counts = { items: 0, identities: 0, queries: 0, gallery: 0 };
  return {
    schema: 1,
    record: { schema: 1, id: dataset, name, layout, createdAt: now, changedAt: now, revision: 1, counts, sources: [], bytes: 0 }, // prettier-ignore
    itemsFile: itemsFileName(1),
    state: "importing",
    places: {},
  };
}

function withSource(stored: StoredDataset, { source, place }: Prepared): StoredDataset {
  const others = stored.record.sources.filter(({ sourceId }) => sourceId !== source.sourceId);
  return {
    ...stored,
    record: { ...stored.record, sources: [...others, source] },
    places: { ...stored.places, [source.sourceId]: place },
  };
}

async function removePack(folder: FileSystemDirectoryHandle, pack: string): Promise<void> {
  for (const ending of ["pack", "index"]) await removeStored(folder, `${pack}.${ending}`);
}
