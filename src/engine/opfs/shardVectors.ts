import type { TableSource } from "../../contracts/searchService";
import { EmbeddingTable } from "../../core/embedding/embeddingTable";
import { bytesPerNumber, type NpyHeader } from "../../core/embedding/npy";
import type { VectorSource } from "../../core/search/searchIndex";
import { FileVectors } from "./fileVectors";
import { openPositionedReader } from "./positionedReader";
import { openScratchFile, type ScratchFile } from "./scratchFile";
import { findStoredFile, openTableBytes } from "./tableBytes";

/** Which part of a table a worker holds: part `index` of `count` equal parts. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A shard's stored vectors, wherever they lie until rescoring wants some. */
export interface ShardVectors {
  readonly vectors: VectorSource;
  /** Bytes of vectors held in memory; 0 where they lie in a file. */
  readonly residentBytes: number;
  /** What a user should know of where they lie, to stand beside the backend's name; null where all is as it should be. */
  readonly note: string | null;
  close(): void;
}

/** Up to this size a shard stays in memory: that is less than what a file would save, and reading it is quicker. */
const SMALL_SHARD_BYTES = 16 * 2 ** 20;
const COPY_BYTES = 8 * 2 ** 20;

/**
 * Finds a shard's vectors and puts them where rescoring can read them: in place in the origin's private file system, in a
 * scratch file there, or in memory where the shard is small or the browser offers no such files.
 *
 * @throws StudioError EmbeddingTableFormatError for a file that is no table, StorageUnavailableError for one that is not there
 */
export async function openShardVectors(source: TableSource, shard: Shard): Promise<ShardVectors> {
  const { bytes, header: table } = await openTableBytes(source);
  const firstRow = Math.floor((table.rows * shard.index) / shard.count);
  const rows = Math.floor((table.rows * (shard.index + 1)) / shard.count) - firstRow;
  const rowBytes = table.dimension * bytesPerNumber(table.dtype);
  const dataOffset = table.dataOffset + firstRow * rowBytes;
  const part = { ...table, rows, dataOffset };
  if (rows * rowBytes <= SMALL_SHARD_BYTES) return keepInMemory(bytes, part, firstRow);
  if (source.kind === "opfs") {
    const reader = await openPositionedReader(await findStoredFile(source.path));
    return {
      vectors: new FileVectors(reader, part, firstRow),
      residentBytes: 0,
      note: null,
      close: () => reader.close(),
    };
  }
  const scratch = await copyToScratchFile(bytes.slice(dataOffset, dataOffset + rows * rowBytes));
  if (scratch === null) {
    const note = "vectors in memory, as this browser has no room in files for them";
    return { ...(await keepInMemory(bytes, part, firstRow)), note };
  }
  const vectors = new FileVectors(scratch, { ...part, dataOffset: 0 }, firstRow);
  return { vectors, residentBytes: 0, note: null, close: () => scratch.close() };
}

/** Null where the browser offers no files, or its storage is full. */
async function copyToScratchFile(numbers: Blob): Promise<ScratchFile | null> {
  const scratch = await openScratchFile(numbers.size);
  if (scratch === null) return null;
  try {
    for (let start = 0; start < numbers.size; start += COPY_BYTES) {
      scratch.write(new Uint8Array(await numbers.slice(start, start + COPY_BYTES).arrayBuffer()), start);
    }
    return scratch;
  } catch (error) {
    scratch.close();
    if (error instanceof DOMException && error.name === "QuotaExceededError") return null;
    throw error;
  }
}

async function keepInMemory(bytes: Blob, part: NpyHeader, firstRow: number): Promise<ShardVectors> {
  const { rows, dimension, dtype, dataOffset } = part;
  const size = rows * dimension * bytesPerNumber(dtype);
  const buffer = await bytes.slice(dataOffset, dataOffset + size).arrayBuffer();
  const numbers = dtype === "float16" ? new Uint16Array(buffer) : new Float32Array(buffer);
  return {
    vectors: new EmbeddingTable(rows, dimension, numbers, firstRow),
    residentBytes: size,
    note: null,
    close: () => undefined,
  };
}
