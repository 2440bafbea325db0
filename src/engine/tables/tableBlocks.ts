// From a block of vectors, as a service gets it, to rows and the journal's entry.
import type { EmbeddedBlock } from "../../contracts/datasetService";
import { checkFinite } from "../../core/embedding/embeddingTable";
import type { JournalBlock } from "../../core/embedding/tableJournal";
import { StudioError } from "../../core/errors";
import { crc32 } from "../../core/numeric/crc32";
import type { TableContent } from "./tableContent";

/** The block's rows as they are stored: float32, little-endian, which is every machine that runs a browser. */
export function blockBytes({ vectors }: EmbeddedBlock): Uint8Array<ArrayBuffer> {
  return new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
}

/** The entry that lets a block's rows count. */
export function journalBlock(block: EmbeddedBlock): JournalBlock {
  const stamps = (column: 0 | 1) => block.itemIds.map((_, i) => block.stamps[i * 2 + column]!);
  return {
    kind: "block",
    items: block.itemIds,
    bytes: stamps(0),
    modified: stamps(1),
    failures: block.failures,
    backend: block.backend,
    batch: block.batch,
    checksum: crc32(blockBytes(block)),
  };
}

/**
 * Whether a block is the one that stands last in the table: then a worker died after it was written and before it could
 * say so, and the call is made again.
 */
export function isLastBlock(block: EmbeddedBlock, { lastBlock }: TableContent): boolean {
  if (lastBlock === null) return false;
  const { items, failures, checksum } = lastBlock;
  return (
    items.length === block.itemIds.length &&
    failures.length === block.failures.length &&
    items.every((id, i) => id === block.itemIds[i]) &&
    failures.every(({ itemId }, i) => itemId === block.failures[i]!.itemId) &&
    checksum === crc32(blockBytes(block))
  );
}

/**
 * Refuses a block that would make a wrong row.
 *
 * @throws StudioError EmbeddingTableFormatError for numbers that are not finite, DimensionMismatchError
 */
export function checkBlock(block: EmbeddedBlock, dimension: number, content: TableContent): void {
  const { itemIds, vectors, stamps } = block;
  if (vectors.length !== itemIds.length * dimension || stamps.length !== itemIds.length * 2) {
    throw new StudioError(
      "DimensionMismatchError",
      `expected ${itemIds.length} vectors of ${dimension} numbers and as many stamps; found ${vectors.length} and ${stamps.length} numbers`,
      "Choose the checkpoint that the vectors were made with.",
    );
  }
  checkFinite(vectors, dimension, 0);
  const seen = new Set<string>();
  for (const id of [...itemIds, ...block.failures.map(({ itemId }) => itemId)]) {
    const item = content.rowOfItem(id);
    if (seen.has(id) || item >= 0) throw new Error(`${id} has a vector already`);
    seen.add(id);
  }
}
