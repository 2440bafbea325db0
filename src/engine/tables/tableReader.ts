import type { DatasetId, TableCheckpoint, TableRecord } from "../../core/dataset/datasetRecord";
import type { PackedItems } from "../../core/dataset/packedItems";
import type { DatasetFiles } from "../library/datasetFiles";
import { readGenerations, readStoredTable, type StoredTable } from "./storedTable";
import { TableContent } from "./tableContent";
import type { TableFolders } from "./tableFolders";
import { journalName, tableFolderName } from "./tableNames";

/** A table as its file stands, read against its data set's item table. */
export interface ReadTable {
  readonly content: TableContent;
  readonly generation: number;
  readonly bytes: number;
}

interface KeptTable extends ReadTable {
  readonly items: PackedItems;
  /** Newest generation and size of its journal, which only grows: the same again means the same table. */
  readonly mark: string;
}

/** Reads tables, and reads them again only when they or their items have changed. */
export class TableReader {
  readonly #kept = new Map<string, KeptTable>();

  constructor(
    private readonly files: DatasetFiles,
    private readonly folders: TableFolders,
  ) {}

  /** Null where there is no such table. @throws as `readStoredTable` */
  async read(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<ReadTable | null> {
    const folder = await this.folders.find(dataset, checkpoint);
    if (folder === null) return null;
    const items = await this.files.readItems(dataset);
    const mark = await markOf(folder);
    const name = nameOf(dataset, checkpoint);
    const kept = this.#kept.get(name);
    if (kept?.mark === mark && kept.items === items) return kept;
    const stored = await readStoredTable(folder, checkpoint, name);
    if (stored === null) return null;
    const { generation, bytes } = stored;
    const read = { content: new TableContent(items, stored.entries), generation, bytes, items, mark };
    this.#kept.set(name, read);
    return read;
  }

  /** Reads a table with all its entries, for writing. */
  async readStored(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<StoredTable | null> {
    const folder = await this.folders.find(dataset, checkpoint);
    return folder === null ? null : readStoredTable(folder, checkpoint, nameOf(dataset, checkpoint));
  }

  /** What a user sees of a table. */
  async record(
    dataset: DatasetId,
    checkpoint: TableCheckpoint,
    { content, bytes }: Pick<ReadTable, "content" | "bytes">,
  ): Promise<TableRecord> {
    const { embedded, failed, rows, makers, items } = content;
    return {
      dataset,
      checkpoint,
      embedded,
      failed,
      missing: items.length - embedded - failed,
      stale: content.stale(await this.files.readStamps(dataset)).length,
      removed: rows - embedded,
      bytes,
      makers: [...makers],
    };
  }
}

/** What a table is called in a message. */
export function nameOf(dataset: DatasetId, checkpoint: TableCheckpoint): string {
  return `embeddings ${dataset}/${tableFolderName(checkpoint)}`;
}

async function markOf(folder: FileSystemDirectoryHandle): Promise<string> {
  const [newest = 0] = await readGenerations(folder);
  if (newest === 0) return "";
  return `${newest}:${(await (await folder.getFileHandle(journalName(newest))).getFile()).size}`;
}
