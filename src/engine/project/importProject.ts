import type { DatasetRecord, TableCheckpoint } from "../../core/dataset/datasetRecord";
import type { DocumentKind, OpenedProject, ProjectDataset, ProjectTable } from "../../contracts/projectFile";
import type { StoredDataset } from "../../contracts/storedDataset";
import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { Item } from "../../core/dataset/item";
import { parseItemTable } from "../../core/dataset/itemTable";
import { packItems } from "../../core/dataset/packedItems";
import { sheetOf } from "../../core/dataset/sheet";
import { checkNpyLength } from "../../core/embedding/embeddingTable";
import { NPY_PREFIX_BYTES, npyHeaderLength, parseNpyHeader } from "../../core/embedding/npy";
import { copyPictures } from "../library/copyPictures";
import { itemsFileName } from "../library/datasetStore";
import { sourceOf } from "../library/sourcePlaces";
import { FilePack } from "../opfs/filePack";
import { removeStored } from "../opfs/replaceFile";
import { writing } from "../opfs/storageErrors";
import { missingError } from "../sources/readError";
import { picturePath, type ProjectJob, type ProjectParts } from "./projectParts";
import { openProjectZip, projectError, type ProjectZip } from "./projectZip";

/** Rows that are appended at a time. */
const blockRows = 4096;

/**
 * Opens a project file into the library: each data set as one of its own, under its id where that is free here. A data set
 * is whole or not there; one that fails takes back those before it.
 *
 * @throws StudioError ProjectFormatError, ItemTableFormatError, EmbeddingTableFormatError, StorageFullError; an AbortError
 */
export async function importProject(parts: ProjectParts, file: Blob, job: ProjectJob): Promise<OpenedProject> {
  const zip = await openProjectZip(file, job.signal);
  const opening = { parts, zip, job };
  const datasetIds = new Map<DatasetId, DatasetId>();
  const notes: string[] = [];
  try {
    const documents = await readDocuments(zip);
    for (const dataset of zip.manifest.datasets) {
      datasetIds.set(dataset.id, await openDataset(opening, dataset));
      if (!dataset.hasPictures && dataset.sources.length > 0) notes.push(pictureNote(dataset));
    }
    await openCheckpoints(opening);
    const attachments = new Map<string, Blob>();
    for (const name of zip.list("attachments")) attachments.set(name, await zip.read(`attachments/${name}`));
    return { manifest: zip.manifest, datasetIds, documents, attachments, notes };
  } catch (error) {
    // What cannot be removed now is hidden by the next visit; the first failure is what counts.
    for (const id of datasetIds.values()) await parts.store.remove(id).catch(() => undefined);
    throw error;
  } finally {
    await zip.close();
  }
}

interface Opening {
  readonly parts: ProjectParts;
  readonly zip: ProjectZip;
  readonly job: ProjectJob;
}

async function readDocuments(zip: ProjectZip): Promise<OpenedProject["documents"]> {
  const documents: Partial<Record<DocumentKind, string>> = {};
  for (const { kind, path } of zip.manifest.documents) documents[kind] = await zip.readText(path);
  return documents;
}

async function openDataset({ parts, zip, job }: Opening, dataset: ProjectDataset): Promise<DatasetId> {
  const { store } = parts;
  const items = parseItemTable(await zip.readText(`${dataset.folder}/items.csv`), `${dataset.name}, items.csv`);
  if (items.length !== dataset.items) {
    throw projectError(`${dataset.name}: expected ${dataset.items} items in items.csv; found ${items.length}`);
  }
  const id = await freeId(parts, dataset.id);
  const library = await store.library();
  try {
    await library.getDirectoryHandle(id, { create: true });
    const places = await copySources({ parts, zip, job }, { id, dataset, items });
    await store.create(storedDataset(id, dataset, places), packItems(items));
    await store.opening(id, async () => {
      for (const table of dataset.tables) await openTable({ parts, zip, job }, id, table);
    });
    const keep = (stored: StoredDataset) => ({ stored: { ...stored, state: "kept" as const } });
    await store.change(id, keep, (hidden) => store.readHidden(hidden));
    return id;
  } catch (error) {
    await removeStored(library, id).catch(() => undefined);
    throw error;
  }
}

/** A data set that is here already, in the trash too, keeps its id; the one that comes gets another. */
async function freeId({ store }: ProjectParts, wanted: DatasetId): Promise<DatasetId> {
  const isName = /^[\w-]{1,64}$/.test(wanted);
  return isName && !(await store.ids()).includes(wanted) ? wanted : (crypto.randomUUID() as DatasetId);
}

interface Copying {
  readonly id: DatasetId;
  readonly dataset: ProjectDataset;
  readonly items: readonly Item[];
}

/** Pictures that a project brings are copied into this browser, a pack for each source. */
async function copySources(
  { parts, zip, job }: Opening,
  { id, dataset, items }: Copying,
): Promise<StoredDataset["places"]> {
  const places: StoredDataset["places"] = {};
  const folder = await parts.store.folder(id);
  for (const { sourceId, prefix } of dataset.sources) {
    places[sourceId] = { address: null, packs: [] };
    if (!dataset.hasPictures) continue;
    const held = new Set(zip.list(`${dataset.folder}/pictures`));
    const own = items.filter(({ itemId }) => sourceOf(dataset.sources, itemId)?.source.sourceId === sourceId);
    const paths = new Set(own.map(({ itemId }) => sheetOf(itemId).path));
    const wanted = [...paths].filter((path) => held.has(path)).map((path) => path.slice(prefix.length));
    const pack = `pictures-${crypto.randomUUID()}`;
    const open = (path: string) => zip.read(picturePath(dataset.folder, prefix + path));
    const source = { name: dataset.name, list: unlisted, open, close: () => undefined };
    const [uncopied] = await copyPictures(source, wanted, new FilePack(folder, pack), job);
    if (uncopied !== undefined) throw projectError(uncopied.message);
    places[sourceId] = { address: null, packs: [pack] };
  }
  return places;
}

/** A project's item table says what there is. */
function unlisted(): never {
  throw missingError("a listing");
}

function storedDataset(id: DatasetId, dataset: ProjectDataset, places: StoredDataset["places"]): StoredDataset {
  const { name, layout, createdAt, hasPictures } = dataset;
  const counts = { items: 0, identities: 0, queries: 0, gallery: 0 }; // counted by the store
  const sources = dataset.sources.map((source) => ({ ...source, kind: keptKind(source.kind, hasPictures) }));
  const record: DatasetRecord = { schema: 1, id, name, layout, createdAt, changedAt: Date.now(), revision: 1, counts, sources, bytes: 0 }; // prettier-ignore
  return { schema: 1, record, itemsFile: itemsFileName(1), state: "importing", places };
}

/** Without its pictures a source is a folder that this browser has lost sight of: its user shows where it lies now. */
function keptKind(kind: ProjectDataset["sources"][number]["kind"], hasPictures: boolean): typeof kind {
  if (kind === "none") return "none";
  return hasPictures ? "copy" : "handle";
}

async function openTable({ parts, zip, job }: Opening, id: DatasetId, table: ProjectTable): Promise<void> {
  const { checkpoint, folder } = table;
  const vectors = await zip.read(`${folder}/vectors.npy`);
  const items = parseItemTable(await zip.readText(`${folder}/items.csv`), `${folder}/items.csv`);
  const start = await checkVectors(vectors, { checkpoint, rows: items.length, folder });
  const rowBytes = checkpoint.dimension * 4;
  try {
    for (let first = 0; first < items.length; first += blockRows) {
      job.signal.throwIfAborted();
      job.onProgress({ stage: "copying", done: first, total: items.length });
      const itemIds = items.slice(first, first + blockRows).map(({ itemId }) => itemId);
      const bytes = vectors.slice(start + first * rowBytes, start + (first + itemIds.length) * rowBytes);
      const block = {
        itemIds,
        vectors: new Float32Array(await bytes.arrayBuffer()),
        stamps: new Float64Array(itemIds.length * 2), // unknown: the pictures may be elsewhere
        failures: [],
        backend: "project file",
        batch: 0,
      };
      await writing(`the embeddings of ${folder}`, () => parts.tables.append(id, checkpoint, block));
    }
  } finally {
    await parts.tables.closeTableWriter(id, checkpoint);
  }
}

/** Where the first number stands. */
async function checkVectors(
  vectors: Blob,
  expected: { readonly checkpoint: TableCheckpoint; readonly rows: number; readonly folder: string },
): Promise<number> {
  const start = npyHeaderLength(new Uint8Array(await vectors.slice(0, NPY_PREFIX_BYTES).arrayBuffer()));
  const header = parseNpyHeader(new Uint8Array(await vectors.slice(0, start).arrayBuffer()));
  checkNpyLength(header, vectors.size);
  const { dimension } = expected.checkpoint;
  if (header.rows === expected.rows && header.dimension === dimension && header.dtype === "float32") {
    return header.dataOffset;
  }
  throw projectError(
    `${expected.folder}/vectors.npy: expected ${expected.rows} × ${dimension} float32; found ${header.rows} × ${header.dimension} ${header.dtype}`,
  );
}

/** A checkpoint of the same id that is here already stays: tables name the model's hash, so no two are mixed up. */
async function openCheckpoints({ parts, zip, job }: Opening): Promise<void> {
  const known = new Set((await parts.checkpoints.listCheckpoints()).map(({ id }) => id));
  for (const { folder, id } of zip.manifest.checkpoints) {
    job.signal.throwIfAborted();
    if (known.has(id)) continue;
    const files = new Map<string, Blob>();
    for (const path of zip.list(folder)) files.set(path, await zip.read(`${folder}/${path}`));
    await parts.checkpoints.addCheckpoint(files);
  }
}

function pictureNote({ name, sources }: ProjectDataset): string {
  const folders = sources.map((source) => source.name).join(", ");
  return `${name} came without its pictures: choose ${folders} among its sources to see them.`;
}
