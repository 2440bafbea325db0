import type { DatasetService, EmbeddedBlock, OpenedTableWriter } from "../../contracts/datasetService";
import type { DatasetId, EmbeddingFailure, TableCheckpoint, TableRecord } from "../../core/dataset/datasetRecord";
import { StudioError } from "../../core/errors";
import { selectTexts } from "../../core/dataset/selectItems";
import type { JournalEntry } from "../../core/embedding/tableJournal";
import type { DatasetFiles } from "../library/datasetFiles";
import type { Locks } from "../opfs/memoryLocks";
import { InTurn } from "./inTurn";
import { lockedError, type OpenWriter, OpenWriters } from "./openWriters";
import { blockBytes, checkBlock, isLastBlock, journalBlock } from "./tableBlocks";
import { TableFolders } from "./tableFolders";
import { exportVectors, openAllItems, openGalleryItems } from "./tableGallery";
import { nameOf, type ReadTable, TableReader } from "./tableReader";

type Tables = Pick<
  DatasetService,
  | "listTables"
  | "openTableWriter"
  | "appendBlock"
  | "closeTableWriter"
  | "retryFailures"
  | "readFailures"
  | "deleteTable"
  | "restoreTable"
  | "exportTable"
  | "openGallery"
  | "openAll"
>;

/** Most items of a block: what is lost at most when a tab closes. */
export const mostBlockItems = 256;

/** The embedding tables of this browser's data sets: one for each data set and checkpoint, appended to in journalled blocks. */
export class EmbeddingTables implements Tables {
  readonly #folders: TableFolders;
  readonly #reader: TableReader;
  readonly #writers: OpenWriters;
  /** Calls for one table are served one after another. */
  readonly #turns = new InTurn();

  constructor(
    private readonly files: DatasetFiles,
    locks: Locks,
    lockWaitMs = 2000,
  ) {
    this.#folders = new TableFolders(files);
    this.#reader = new TableReader(files, this.#folders);
    this.#writers = new OpenWriters({ files, folders: this.#folders, reader: this.#reader, locks, lockWaitMs });
  }

  async listTables(dataset: DatasetId): Promise<TableRecord[]> {
    const records: TableRecord[] = [];
    for (const checkpoint of await this.#folders.list(dataset)) {
      const table = await this.#reader.read(dataset, checkpoint);
      if (table !== null) records.push(await this.#reader.record(dataset, checkpoint, table));
    }
    return records;
  }

  openTableWriter(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<OpenedTableWriter> {
    const name = nameOf(dataset, checkpoint);
    return this.#turns.run(name, async () => {
      if (this.#writers.isOpen(dataset, checkpoint)) throw lockedError(name);
      const writer = await this.#writers.open(dataset, checkpoint);
      const pending = selectTexts(writer.content.items.packed.paths, writer.content.pending());
      return { pending, record: await this.#reader.record(dataset, checkpoint, writer) };
    });
  }

  appendBlock(dataset: DatasetId, checkpoint: TableCheckpoint, block: EmbeddedBlock): Promise<TableRecord> {
    const size = block.itemIds.length + block.failures.length;
    if (size > mostBlockItems) throw new Error(`a block of ${size} items; at most ${mostBlockItems} go into one`);
    return this.append(dataset, checkpoint, block);
  }

  /** Appends rows of any number: for embeddings that need no network and so are soon made again. @throws as `appendBlock` */
  append(dataset: DatasetId, checkpoint: TableCheckpoint, block: EmbeddedBlock): Promise<TableRecord> {
    return this.#turns.run(nameOf(dataset, checkpoint), async () => {
      const writer = await this.#writers.open(dataset, checkpoint);
      if (!isLastBlock(block, writer.content)) {
        checkBlock(block, checkpoint.dimension, writer.content);
        writer.append(journalBlock(block), blockBytes(block));
      }
      return this.#reader.record(dataset, checkpoint, { content: writer.content, bytes: writer.bytes });
    });
  }

  closeTableWriter(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void> {
    return this.#turns.run(nameOf(dataset, checkpoint), () => {
      this.#writers.close(dataset, checkpoint);
      return Promise.resolve();
    });
  }

  retryFailures(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<TableRecord> {
    return this.#whileOpen(dataset, checkpoint, async (writer) => {
      const { content } = writer;
      const stale = content.stale(await this.files.readStamps(dataset));
      const failed = content.failures().map(({ itemId }) => itemId);
      const entry: JournalEntry = {
        kind: "forgotten",
        items: [...failed, ...Array.from(stale, (item) => content.items.itemId(item))],
      };
      if (entry.items.length > 0) writer.append(entry, new Uint8Array());
      return this.#reader.record(dataset, checkpoint, { content, bytes: writer.bytes });
    });
  }

  async readFailures(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<EmbeddingFailure[]> {
    return (await this.#reader.read(dataset, checkpoint))?.content.failures() ?? [];
  }

  deleteTable(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void> {
    const name = nameOf(dataset, checkpoint);
    return this.#turns.run(name, async () => {
      if (this.#writers.isOpen(dataset, checkpoint)) throw lockedError(name);
      if ((await this.#folders.find(dataset, checkpoint)) === null) return;
      await this.#writers.holdAlone(dataset, checkpoint, () => this.#folders.hide(dataset, checkpoint));
    });
  }

  restoreTable(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void> {
    const name = nameOf(dataset, checkpoint);
    return this.#turns.run(name, async () => {
      if (this.#writers.isOpen(dataset, checkpoint)) throw lockedError(name);
      await this.#writers.holdAlone(dataset, checkpoint, async () => {
        if (!(await this.#folders.show(dataset, checkpoint))) throw nothingDeleted(name);
      });
    });
  }

  /** Removes the deleted tables of a data set for good. @throws StudioError LockedElsewhereError */
  async emptyTrash(dataset: DatasetId): Promise<void> {
    for (const checkpoint of await this.#folders.list(dataset, "hidden")) {
      await this.#turns.run(nameOf(dataset, checkpoint), () =>
        this.#writers.holdAlone(dataset, checkpoint, () => this.#folders.remove(dataset, checkpoint)),
      );
    }
  }

  async exportTable(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return exportVectors(await this.#vectors(dataset, checkpoint), checkpoint.dimension);
  }

  async openGallery(dataset: DatasetId, checkpoint: TableCheckpoint) {
    const table = await this.#reader.read(dataset, checkpoint);
    const record = await this.files.readRecord(dataset);
    const stale = table?.content.stale(await this.files.readStamps(dataset)).length ?? 0;
    return openGalleryItems({ record, checkpoint, table, path: this.#path(dataset, checkpoint, table), stale });
  }

  async openAll(dataset: DatasetId, checkpoint: TableCheckpoint) {
    const table = await this.#reader.read(dataset, checkpoint);
    return openAllItems({ checkpoint, table, path: this.#path(dataset, checkpoint, table) });
  }

  #path(dataset: DatasetId, checkpoint: TableCheckpoint, table: ReadTable | null): string {
    return this.#folders.vectorsPath(dataset, checkpoint, table?.generation ?? 1);
  }

  async #vectors(dataset: DatasetId, checkpoint: TableCheckpoint) {
    const table = await this.#reader.read(dataset, checkpoint);
    const file = table === null ? null : await this.#folders.openVectors(dataset, checkpoint, table.generation);
    return { checkpoint, table, file };
  }

  /** Runs with the table's writer, and closes it in the end if it was not open before. */
  #whileOpen<Result>(
    dataset: DatasetId,
    checkpoint: TableCheckpoint,
    run: (writer: OpenWriter) => Promise<Result>,
  ): Promise<Result> {
    return this.#turns.run(nameOf(dataset, checkpoint), async () => {
      const wasOpen = this.#writers.isOpen(dataset, checkpoint);
      try {
        return await run(await this.#writers.open(dataset, checkpoint));
      } finally {
        if (!wasOpen) this.#writers.close(dataset, checkpoint);
      }
    });
  }
}

function nothingDeleted(name: string): StudioError {
  return new StudioError(
    "EmbeddingTableFormatError",
    `expected deleted ${name} to bring back; found none`,
    "They were removed for good, or have been made again since: open the data set's embeddings to see.",
  );
}
