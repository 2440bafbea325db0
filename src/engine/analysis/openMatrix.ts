import type { PageTableSource } from "../../contracts/searchService";
import type { CancelSignal } from "../../core/cancelSignal";
import { checkFinite } from "../../core/embedding/embeddingTable";
import { type Matrix, zeroMatrix } from "../../core/numeric/matrix";
import { openShardVectors } from "../opfs/shardVectors";

const blockRows = 4096;

/**
 * Reads rows of a table into memory.
 *
 * @param rows of the table, in the order that they are wanted in
 * @param onRead told how many rows were read
 * @throws StudioError EmbeddingTableFormatError for a file that is no table or holds NaN, StorageUnavailableError for one that is not there
 */
export async function openMatrix(
  source: PageTableSource,
  rows: Uint32Array,
  signal: CancelSignal,
  onRead: (rows: number) => void,
): Promise<Matrix> {
  const opened = await openShardVectors(source, { index: 0, count: 1 });
  const { vectors } = opened;
  try {
    const matrix = zeroMatrix(rows.length, vectors.dimension);
    for (let from = 0; from < rows.length; from += blockRows) {
      signal.throwIfAborted();
      const block = rows.subarray(from, from + blockRows);
      const into = matrix.values.subarray(from * matrix.columns, (from + block.length) * matrix.columns);
      vectors.read(block, into);
      checkFinite(into, matrix.columns, from);
      onRead(from + block.length);
      await new Promise((resume) => setTimeout(resume)); // so that a cancel can arrive
    }
    return matrix;
  } finally {
    opened.close();
  }
}
