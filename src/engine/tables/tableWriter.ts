import type { TableCheckpoint } from "../../core/dataset/datasetRecord";
import { formatNpyHeader } from "../../core/embedding/npy";
import { formatJournalLine, type JournalEntry, journalSchema } from "../../core/embedding/tableJournal";
import { StudioError } from "../../core/errors";
import { openSharedHandle, writeWhole } from "../opfs/sharedHandle";
import { headerBytes, rowsOf, type StoredTable, tableBytes } from "./storedTable";
import { journalName, vectorsName } from "./tableNames";

/**
 * The two files of a table, open for appending. Vectors are written and flushed before the entry that lets them count, so
 * whatever a crash leaves behind the last whole entry is dropped when the table is opened again.
 */
export class TableWriter {
  readonly generation: number;
  #rows: number;
  #journalEnd: number;

  private constructor(
    private readonly vectors: FileSystemSyncAccessHandle,
    private readonly journal: FileSystemSyncAccessHandle,
    private readonly dimension: number,
    stored: StoredTable | null,
  ) {
    this.generation = stored?.generation ?? 1;
    this.#rows = stored?.rows ?? 0;
    this.#journalEnd = stored?.journalEnd ?? 0;
  }

  /**
   * Opens a table and cuts off what does not count; makes an empty one where there is none.
   *
   * @throws StudioError LockedElsewhereError while a search holds the vectors in a browser that shares no files
   */
  static async open(
    folder: FileSystemDirectoryHandle,
    checkpoint: TableCheckpoint,
    stored: StoredTable | null,
  ): Promise<TableWriter> {
    const generation = stored?.generation ?? 1;
    const vectors = await openSharedHandle(await folder.getFileHandle(vectorsName(generation), { create: true }));
    let journal: FileSystemSyncAccessHandle | null = null;
    try {
      journal = await openSharedHandle(await folder.getFileHandle(journalName(generation), { create: true }));
      const writer = new TableWriter(vectors, journal, checkpoint.dimension, stored);
      writer.#cutOff();
      if (stored === null) writer.#begin(checkpoint);
      return writer;
    } catch (error) {
      vectors.close();
      journal?.close();
      throw asStorageError(error);
    }
  }

  /** Bytes of both files. */
  get bytes(): number {
    return tableBytes(this.#rows, this.dimension) + this.#journalEnd;
  }

  /**
   * Appends rows and the entry that lets them count; flushed when it returns.
   *
   * @param rows [rows of the entry, D] as stored
   * @throws StudioError StorageFullError, and the table is as it was
   */
  append(entry: JournalEntry, rows: Uint8Array<ArrayBuffer>): void {
    const count = this.#rows + rowsOf(entry);
    try {
      if (rows.length > 0) {
        writeWhole(this.vectors, rows, tableBytes(this.#rows, this.dimension));
        this.#writeHeader(count);
        this.vectors.flush();
      }
      const line = formatJournalLine(entry);
      writeWhole(this.journal, line, this.#journalEnd);
      this.journal.flush();
      this.#journalEnd += line.length;
      this.#rows = count;
    } catch (error) {
      if (isStorageFull(error)) this.#cutOff(); // gives the room back
      throw asStorageError(error);
    }
  }

  close(): void {
    this.vectors.close();
    this.journal.close();
  }

  #begin(checkpoint: TableCheckpoint): void {
    const line = formatJournalLine({ schema: journalSchema, checkpoint, promised: 0 });
    writeWhole(this.journal, line, 0);
    this.journal.flush();
    this.#journalEnd = line.length;
  }

  /** Leaves of both files what counts. */
  #cutOff(): void {
    const size = tableBytes(this.#rows, this.dimension);
    if (this.vectors.getSize() > size) this.vectors.truncate(size);
    this.#writeHeader(this.#rows);
    this.vectors.flush();
    if (this.journal.getSize() > this.#journalEnd) this.journal.truncate(this.#journalEnd);
    this.journal.flush();
  }

  #writeHeader(rows: number): void {
    const header = formatNpyHeader({ rows, dimension: this.dimension, dtype: "float32" });
    if (header.length !== headerBytes(this.dimension))
      throw new Error(`a header of ${header.length} bytes does not fit`);
    writeWhole(this.vectors, header, 0);
  }
}

/** A full disk as the studio tells it; everything else as it is. */
export function asStorageError(error: unknown): unknown {
  if (!isStorageFull(error)) return error;
  return new StudioError(
    "StorageFullError",
    "expected room in this browser's storage for the next block of vectors; found none",
    "Delete data sets or tables that are no longer needed, or make room on the disk, and go on: what was embedded is kept.",
  );
}

/** Whether a thrown value says that the browser's storage has no room. */
export function isStorageFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
