import type { DatasetId, TableCheckpoint } from "../../core/dataset/datasetRecord";
import { readJournal } from "../../core/embedding/tableJournal";
import type { DatasetFiles } from "../library/datasetFiles";
import { readGenerations } from "./storedTable";
import { deletedMark, journalName, tableFolderName, vectorsName } from "./tableNames";

const allTables = "tables";
/** A journal's first line is shorter than this, whatever the checkpoint is called. */
const longestHead = 4096;

/** Where the tables of data sets lie in the origin's private file system. */
export class TableFolders {
  constructor(private readonly files: DatasetFiles) {}

  /** The folder of a table; null where there is none, or a hidden one. @throws StudioError DatasetMissingError */
  async find(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<FileSystemDirectoryHandle | null> {
    const folder = await this.#folder(dataset, checkpoint);
    return folder === null || (await isHidden(folder)) ? null : folder;
  }

  /** The folder of a table, made where there is none. A hidden one is removed for good: the new one takes its place. */
  async make(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<FileSystemDirectoryHandle> {
    const before = await this.#folder(dataset, checkpoint);
    if (before !== null && (await isHidden(before))) await this.remove(dataset, checkpoint);
    return (await this.#all(dataset, true)).getDirectoryHandle(tableFolderName(checkpoint), { create: true });
  }

  /** Checkpoints that a data set has tables by (or hidden tables), in the order of their folders' names. */
  async list(dataset: DatasetId, wanted: "shown" | "hidden" = "shown"): Promise<TableCheckpoint[]> {
    const folder = await orNull(() => this.#all(dataset, false));
    if (folder === null) return [];
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    const found: TableCheckpoint[] = [];
    for (const name of names.sort()) {
      const table = await orNull(() => folder.getDirectoryHandle(name));
      if (table === null || (await isHidden(table)) !== (wanted === "hidden")) continue;
      const checkpoint = await readCheckpoint(table, `${dataset}/${name}`);
      if (checkpoint !== null) found.push(checkpoint);
    }
    return found;
  }

  /** Hides a table: one file more, so that it is there or hidden whatever happens in between. */
  async hide(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void> {
    await (await this.find(dataset, checkpoint))?.getFileHandle(deletedMark, { create: true });
  }

  /** Shows a hidden table again. Tells whether there was one. */
  async show(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<boolean> {
    const folder = await this.#folder(dataset, checkpoint);
    if (folder === null || !(await isHidden(folder))) return false;
    await folder.removeEntry(deletedMark);
    return true;
  }

  /**
   * Removes a table, hidden or not: its journal first, for without it nothing counts. Vectors that a search still holds stay behind; the
   * next writer removes them.
   */
  async remove(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void> {
    const folder = await this.#folder(dataset, checkpoint);
    if (folder === null) return;
    for (const generation of await readGenerations(folder)) await folder.removeEntry(journalName(generation));
    // Where vectors stay behind, so does the folder, and the next table in it must not be hidden.
    if (await isHidden(folder)) await folder.removeEntry(deletedMark);
    const parent = await this.#all(dataset, false);
    await parent.removeEntry(tableFolderName(checkpoint), { recursive: true }).catch((error: unknown) => {
      if (!(error instanceof DOMException)) throw error;
    });
  }

  /** The vectors of a table as a file; null where there is none. */
  async openVectors(dataset: DatasetId, checkpoint: TableCheckpoint, generation: number): Promise<Blob | null> {
    const folder = await this.find(dataset, checkpoint);
    if (folder === null) return null;
    return orNull(async () => (await folder.getFileHandle(vectorsName(generation))).getFile());
  }

  /** Path of a table's vectors, for TableSource "opfs". */
  vectorsPath(dataset: DatasetId, checkpoint: TableCheckpoint, generation: number): string {
    return [this.files.path(dataset), allTables, tableFolderName(checkpoint), vectorsName(generation)].join("/");
  }

  /** @returns the folder of a table, hidden or not */
  async #folder(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<FileSystemDirectoryHandle | null> {
    return orNull(async () => (await this.#all(dataset, false)).getDirectoryHandle(tableFolderName(checkpoint)));
  }

  async #all(dataset: DatasetId, create: boolean): Promise<FileSystemDirectoryHandle> {
    return (await this.files.folder(dataset)).getDirectoryHandle(allTables, { create });
  }
}

async function isHidden(folder: FileSystemDirectoryHandle): Promise<boolean> {
  return (await orNull(() => folder.getFileHandle(deletedMark))) !== null;
}

async function readCheckpoint(folder: FileSystemDirectoryHandle, name: string): Promise<TableCheckpoint | null> {
  for (const generation of await readGenerations(folder)) {
    const file = await (await folder.getFileHandle(journalName(generation))).getFile();
    const start = new Uint8Array(await file.slice(0, longestHead).arrayBuffer());
    const { head } = readJournal(start, name);
    if (head !== null) return head.checkpoint;
  }
  return null;
}

async function orNull<Found>(find: () => Promise<Found>): Promise<Found | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof DOMException && (error.name === "NotFoundError" || error.name === "TypeMismatchError"))
      return null;
    throw error;
  }
}
