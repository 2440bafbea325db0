// Reading a table as it lies in its folder: which generation counts, and up to where.
import type { TableCheckpoint } from "../../core/dataset/datasetRecord";
import { formatNpyHeader } from "../../core/embedding/npy";
import {
  type JournalBlock,
  type JournalEntry,
  type JournalHead,
  readJournal,
  type ReadJournal,
} from "../../core/embedding/tableJournal";
import { StudioError } from "../../core/errors";
import { crc32 } from "../../core/numeric/crc32";
import { generationOf, journalName, vectorsName } from "./tableNames";

/** A table up to the last entry that counts. */
export interface StoredTable {
  readonly generation: number;
  readonly head: JournalHead;
  readonly entries: readonly JournalEntry[];
  /** Rows of all blocks; those of forgotten and removed items are among them. */
  readonly rows: number;
  /** Where the last entry ends in the journal, in bytes: what lies behind is torn. */
  readonly journalEnd: number;
  /** Bytes of both files. */
  readonly bytes: number;
}

/** Blocks at a journal's end that are compared with their vectors; a crash can only have torn the last one. */
const checkedBlocks = 2;

/** Bytes before the first number. All headers of tables are as long, so that one can be written over another. */
export function headerBytes(dimension: number): number {
  return formatNpyHeader({ rows: 0, dimension, dtype: "float32" }).length;
}

/** Bytes of a table of so many rows. */
export function tableBytes(rows: number, dimension: number): number {
  return headerBytes(dimension) + rows * dimension * Float32Array.BYTES_PER_ELEMENT;
}

/**
 * Reads the newest sound generation of a table. An entry counts if it is whole, all before it count, its vectors are there
 * and (checked for the last ones) match its checksum.
 *
 * @param name what to call the table in a message
 * @returns null where the folder holds no table yet
 * @throws StudioError EmbeddingTableFormatError for a table of another schema, CheckpointMismatchError for one by another
 * checkpoint
 */
export async function readStoredTable(
  folder: FileSystemDirectoryHandle,
  checkpoint: TableCheckpoint,
  name: string,
): Promise<StoredTable | null> {
  for (const generation of await readGenerations(folder)) {
    const read = await readUnchanged(folder, generation, name);
    if (read?.journal.head == null) continue;
    const { journal, vectors } = read;
    const { head } = journal;
    if (head === null) continue;
    checkHead(head.checkpoint, checkpoint, name);
    const sound = await soundEntries(journal, vectors, checkpoint.dimension);
    const entries = journal.entries.slice(0, sound);
    if (entries.length < head.promised) continue; // compacting was cut short: the generation before still counts
    const rows = entries.reduce((sum, entry) => sum + rowsOf(entry), 0);
    const journalEnd = journal.ends[sound - 1] ?? journal.headEnd;
    return { generation, head, entries, rows, journalEnd, bytes: tableBytes(rows, checkpoint.dimension) + journalEnd };
  }
  return null;
}

/** Rows that an entry adds. */
export function rowsOf(entry: JournalEntry): number {
  return entry.kind === "block" ? entry.items.length : 0;
}

/** Generations whose journal is there, the newest first. */
export async function readGenerations(folder: FileSystemDirectoryHandle): Promise<number[]> {
  const found: number[] = [];
  for await (const name of folder.keys()) {
    const generation = generationOf(name);
    if (generation !== null) found.push(generation);
  }
  return found.sort((a, b) => b - a);
}

/** How many attempts are made at reading files that another tab is appending to. */
const attempts = 5;

async function readUnchanged(
  folder: FileSystemDirectoryHandle,
  generation: number,
  name: string,
): Promise<{ readonly journal: ReadJournal; readonly vectors: Blob } | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      const file = await (await folder.getFileHandle(journalName(generation))).getFile();
      const journal = readJournal(new Uint8Array(await file.arrayBuffer()), name);
      const vectors = await (await folder.getFileHandle(vectorsName(generation))).getFile();
      return { journal, vectors };
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (error.name === "NotFoundError") return null; // deleted meanwhile, or never written
      if (error.name !== "NotReadableError" || attempt === attempts) throw error;
    }
  }
}

/** How many entries from the first on count. */
async function soundEntries(journal: ReadJournal, vectors: Blob, dimension: number): Promise<number> {
  let sound = journal.entries.length;
  let rows = journal.entries.reduce((sum, entry) => sum + rowsOf(entry), 0);
  let checked = 0;
  for (let i = journal.entries.length - 1; i >= 0 && checked < checkedBlocks; i--) {
    const entry = journal.entries[i]!;
    const isMissing = tableBytes(rows, dimension) > vectors.size;
    rows -= rowsOf(entry);
    if (entry.kind !== "block") continue;
    if (isMissing || !(await matches(entry, vectors, tableBytes(rows, dimension), dimension))) {
      sound = i;
      checked = 0; // what stands before a bad one is checked as if it were the last
    } else checked++;
  }
  return sound;
}

async function matches(block: JournalBlock, vectors: Blob, from: number, dimension: number): Promise<boolean> {
  const end = from + block.items.length * dimension * Float32Array.BYTES_PER_ELEMENT;
  return crc32(new Uint8Array(await vectors.slice(from, end).arrayBuffer())) === block.checksum;
}

function checkHead(found: TableCheckpoint, expected: TableCheckpoint, name: string): void {
  const describe = ({ id, sha256, dimension }: TableCheckpoint) =>
    `${id}, ${dimension} dimensions${sha256 === "" ? "" : `, model.onnx of sha256 ${sha256}`}`;
  if (describe(found) === describe(expected)) return;
  throw new StudioError(
    "CheckpointMismatchError",
    `${name}: expected embeddings by ${describe(expected)}; found those by ${describe(found)}`,
    "Open the checkpoint that the table was made with, or delete the table and embed again.",
  );
}
