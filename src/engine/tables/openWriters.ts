import type { DatasetId, TableCheckpoint } from "../../core/dataset/datasetRecord";
import type { PackedItems } from "../../core/dataset/packedItems";
import type { JournalEntry } from "../../core/embedding/tableJournal";
import { StudioError } from "../../core/errors";
import type { DatasetFiles } from "../library/datasetFiles";
import type { Locks } from "../opfs/memoryLocks";
import { compactTable, isWorthCompacting, removeOtherGenerations } from "./compactTable";
import { TableContent } from "./tableContent";
import type { TableFolders } from "./tableFolders";
import { nameOf, type TableReader } from "./tableReader";
import { isStorageFull, TableWriter } from "./tableWriter";

/** A table that this worker alone writes. */
export interface OpenWriter {
  readonly content: TableContent;
  readonly generation: number;
  readonly bytes: number;
  append(entry: JournalEntry, rows: Uint8Array<ArrayBuffer>): void;
}

interface HeldWriter {
  readonly writer: TableWriter;
  content: TableContent;
  items: PackedItems;
  readonly release: () => void;
}

/** What writers are made with. */
export interface WriterParts {
  readonly files: DatasetFiles;
  readonly folders: TableFolders;
  readonly reader: TableReader;
  readonly locks: Locks;
  /** How long a lock is waited for: a tab that has just closed still holds its own for a moment. */
  readonly lockWaitMs: number;
}

/** The writers that are open in this worker, at most one a table; the same table of other tabs is kept out by a lock. */
export class OpenWriters {
  readonly #held = new Map<string, HeldWriter>();

  constructor(private readonly parts: WriterParts) {}

  isOpen(dataset: DatasetId, checkpoint: TableCheckpoint): boolean {
    return this.#held.has(nameOf(dataset, checkpoint));
  }

  /**
   * The open writer of a table, its content brought up to the item table; opened where it is not open.
   *
   * @throws StudioError LockedElsewhereError, StorageFullError, and what `readStoredTable` throws
   */
  async open(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<OpenWriter> {
    const name = nameOf(dataset, checkpoint);
    const held = this.#held.get(name) ?? (await this.#take(name, dataset, checkpoint));
    const items = await this.parts.files.readItems(dataset);
    if (held.items !== items) {
      const stored = await this.parts.reader.readStored(dataset, checkpoint);
      held.content = new TableContent(items, stored?.entries ?? []);
      held.items = items;
    }
    return {
      content: held.content,
      generation: held.writer.generation,
      bytes: held.writer.bytes,
      append: (entry, rows) => {
        held.writer.append(entry, rows);
        held.content.apply(entry);
      },
    };
  }

  /** Runs while no other tab writes the table. @throws StudioError LockedElsewhereError */
  async holdAlone(dataset: DatasetId, checkpoint: TableCheckpoint, run: () => Promise<void>): Promise<void> {
    const name = nameOf(dataset, checkpoint);
    const release = await holdLock(this.parts.locks, name, this.parts.lockWaitMs);
    if (release === null) throw lockedError(name);
    try {
      await run();
    } finally {
      release();
    }
  }

  close(dataset: DatasetId, checkpoint: TableCheckpoint): void {
    const name = nameOf(dataset, checkpoint);
    const held = this.#held.get(name);
    this.#held.delete(name);
    held?.writer.close();
    held?.release();
  }

  async #take(name: string, dataset: DatasetId, checkpoint: TableCheckpoint): Promise<HeldWriter> {
    const release = await holdLock(this.parts.locks, name, this.parts.lockWaitMs);
    if (release === null) throw lockedError(name);
    try {
      const items = await this.parts.files.readItems(dataset);
      const held = { ...(await this.#openFiles(dataset, checkpoint, items)), items, release };
      this.#held.set(name, held);
      return held;
    } catch (error) {
      release();
      throw error;
    }
  }

  async #openFiles(dataset: DatasetId, checkpoint: TableCheckpoint, items: PackedItems) {
    const folder = await this.parts.folders.make(dataset, checkpoint);
    let stored = await this.parts.reader.readStored(dataset, checkpoint);
    let content = new TableContent(items, stored?.entries ?? []);
    if (stored !== null && isWorthCompacting(content)) {
      await compactTable(folder, checkpoint, stored, content).catch((error: unknown) => {
        // Without room for the copy the table goes on as it is; what was written of it is removed below.
        if (!isStorageFull(error)) throw error;
      });
      stored = await this.parts.reader.readStored(dataset, checkpoint);
      content = new TableContent(items, stored?.entries ?? []);
    }
    await removeOtherGenerations(folder, stored?.generation ?? 1);
    return { writer: await TableWriter.open(folder, checkpoint, stored), content };
  }
}

/** Null where another holds it for longer than the wait. */
async function holdLock(locks: Locks, name: string, waitMs: number): Promise<(() => void) | null> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), waitMs);
  let grant: (release: () => void) => void = () => undefined;
  const granted = new Promise<() => void>((resolve) => (grant = resolve));
  const ended = locks
    .request(name, { signal: waiting.signal }, () => {
      clearTimeout(timer);
      return new Promise<void>((release) => grant(release));
    })
    .then(
      () => null,
      (error: unknown) => {
        if (waiting.signal.aborted) return null;
        throw error;
      },
    );
  return Promise.race([granted, ended]);
}

/** The error of a table that another writer holds. */
export function lockedError(name: string): StudioError {
  return new StudioError(
    "LockedElsewhereError",
    `expected to write the ${name} alone; found another tab or job that is writing them`,
    "Wait until it is done, or end it there.",
  );
}
