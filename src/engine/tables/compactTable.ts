import type { TableCheckpoint } from "../../core/dataset/datasetRecord";
import { formatNpyHeader } from "../../core/embedding/npy";
import { formatJournalLine, type JournalBlock, journalSchema } from "../../core/embedding/tableJournal";
import { crc32 } from "../../core/numeric/crc32";
import { openSharedHandle, writeWhole } from "../opfs/sharedHandle";
import { readGenerations, rowsOf, type StoredTable, tableBytes } from "./storedTable";
import type { TableContent } from "./tableContent";
import { journalName, vectorsName } from "./tableNames";

/** A table is compacted when more than this part of its rows belongs to no item any more. */
const mostRemoved = 0.25;

/** Whether so many rows are worth the copy. */
export function isWorthCompacting(content: TableContent): boolean {
  return content.rows - content.embedded > mostRemoved * content.rows;
}

/**
 * Copies what counts into the next generation of the table's files. Its journal is written last and in one go, and it says
 * how many blocks it must have; so a crash at any moment leaves either the old generation or the new one.
 *
 * @throws DOMException QuotaExceededError where there is no room for the copy; the table is as it was
 */
export async function compactTable(
  folder: FileSystemDirectoryHandle,
  checkpoint: TableCheckpoint,
  stored: StoredTable,
  content: TableContent,
): Promise<void> {
  const generation = stored.generation + 1;
  const source = await (await folder.getFileHandle(vectorsName(stored.generation))).getFile();
  const vectors = await openSharedHandle(await folder.getFileHandle(vectorsName(generation), { create: true }));
  const blocks: JournalBlock[] = [];
  try {
    vectors.truncate(0);
    let firstRow = 0;
    let rows = 0;
    for (const entry of stored.entries) {
      if (entry.kind === "block") {
        const kept = await keptPart(entry, { content, source, firstRow, dimension: checkpoint.dimension });
        writeWhole(vectors, kept.bytes, tableBytes(rows, checkpoint.dimension));
        rows += kept.block.items.length;
        if (kept.block.items.length > 0 || kept.block.failures.length > 0) blocks.push(kept.block);
      }
      firstRow += rowsOf(entry);
    }
    writeWhole(vectors, formatNpyHeader({ rows, dimension: checkpoint.dimension, dtype: "float32" }), 0);
    vectors.flush();
  } finally {
    vectors.close();
  }
  const lines = [{ schema: journalSchema, checkpoint, promised: blocks.length } as const, ...blocks].map(
    formatJournalLine,
  );
  const journal = await openSharedHandle(await folder.getFileHandle(journalName(generation), { create: true }));
  try {
    journal.truncate(0);
    writeWhole(journal, new Uint8Array(await new Blob(lines).arrayBuffer()), 0);
    journal.flush();
  } finally {
    journal.close();
  }
}

/** Removes all files of a table but those of one generation. Vectors that a search still holds stay until the next time. */
export async function removeOtherGenerations(folder: FileSystemDirectoryHandle, kept: number): Promise<void> {
  for (const generation of await readGenerations(folder)) {
    if (generation !== kept) await folder.removeEntry(journalName(generation));
  }
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  for (const name of names) {
    if (name === vectorsName(kept) || name === journalName(kept)) continue;
    await folder.removeEntry(name).catch((error: unknown) => {
      if (!(error instanceof DOMException)) throw error;
    });
  }
}

interface OldVectors {
  readonly content: TableContent;
  readonly source: Blob;
  /** Where the block begins. */
  readonly firstRow: number;
  readonly dimension: number;
}

/** The rows of a block that items still have, and the failures that still stand. */
async function keptPart(
  block: JournalBlock,
  { content, source, firstRow, dimension }: OldVectors,
): Promise<{ readonly block: JournalBlock; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const kept = block.items.flatMap((id, i) => (content.rowOfItem(id) === firstRow + i ? [i] : []));
  const from = tableBytes(firstRow, dimension);
  const all = new Uint8Array(
    await source.slice(from, tableBytes(firstRow + block.items.length, dimension)).arrayBuffer(),
  );
  const rowLength = dimension * Float32Array.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(kept.length * rowLength);
  kept.forEach((i, row) => bytes.set(all.subarray(i * rowLength, (i + 1) * rowLength), row * rowLength));
  const compacted: JournalBlock = {
    ...block,
    items: kept.map((i) => block.items[i]!),
    bytes: kept.map((i) => block.bytes[i]!),
    modified: kept.map((i) => block.modified[i]!),
    failures: block.failures.filter(({ itemId, message }) => content.failureOf(itemId) === message),
    checksum: crc32(bytes),
  };
  return { block: compacted, bytes };
}
