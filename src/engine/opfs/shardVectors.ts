import type { PageTableSource } from "../../contracts/searchService";
import { EmbeddingTable } from "../../core/embedding/embeddingTable";
import { bytesPerNumber, type NpyHeader } from "../../core/embedding/npy";
import type { VectorSource } from "../../core/search/searchIndex";
import { FileVectors } from "./fileVectors";
import { openPositionedReader } from "./positionedReader";
import { openScratchFile, type ScratchFile } from "./scratchFile";
import { sharesFiles } from "./sharedHandle";
import { findStoredFile, openTableBytes, type TableFile } from "./tableBytes";

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

/** How often a file is opened again that another tab has changed while it was read. */
const attempts = 5;

/**
 * Finds a shard's vectors and puts them where rescoring can read them: in place in the origin's private file system, in a
 * scratch file there, or in memory where the shard is small or the browser offers no such files.
 *
 * @throws StudioError EmbeddingTableFormatError for a file that is no table, StorageUnavailableError for one that is not there
 */
export async function openShardVectors(source: PageTableSource, shard: Shard): Promise<ShardVectors> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openOnce(source, shard);
    } catch (error) {
      const hasChanged = error instanceof DOMException && error.name === "NotReadableError";
      if (!hasChanged || attempt === attempts) throw error;
    }
  }
}

async function openOnce(source: PageTableSource, shard: Shard): Promise<ShardVectors> {
  const part = partOf(await openTableBytes(source), shard);
  const { header, firstRow, selection } = part;
  if (part.size <= SMALL_SHARD_BYTES) return keepInMemory(part);
  // A file with a selection may grow while it is searched, which only a shared handle survives.
  if (source.kind === "opfs" && (source.rows === undefined || sharesFiles())) {
    const reader = await openPositionedReader(await findStoredFile(source.path));
    return {
      vectors: new FileVectors(reader, header, firstRow, selection),
      residentBytes: 0,
      note: null,
      close: () => reader.close(),
    };
  }
  const scratch = await copyToScratchFile(part.joinNumbers());
  if (scratch === null) {
    const note = "vectors in memory, as this browser has no room in files for them";
    return { ...(await keepInMemory(part)), note };
  }
  const vectors = new FileVectors(scratch, { ...header, rows: part.rows, dataOffset: 0 }, firstRow);
  return { vectors, residentBytes: 0, note: null, close: () => scratch.close() };
}

/** A shard's rows in the file. */
interface TablePart {
  /** Of the file; `rows` and `dataOffset` are the shard's own where its rows stand together. */
  readonly header: NpyHeader;
  /** Rows of the file that are meant, where they do not stand together. */
  readonly selection: Uint32Array | null;
  readonly firstRow: number;
  readonly rows: number;
  readonly size: number;
  /** The shard's numbers, one row after another. */
  readonly joinNumbers: () => Blob;
}

function partOf({ bytes, header, selection }: TableFile, shard: Shard): TablePart {
  const all = selection?.length ?? header.rows;
  const firstRow = Math.floor((all * shard.index) / shard.count);
  const rows = Math.floor((all * (shard.index + 1)) / shard.count) - firstRow;
  const rowBytes = header.dimension * bytesPerNumber(header.dtype);
  const at = (row: number): number => header.dataOffset + row * rowBytes;
  const selected = selection?.subarray(firstRow, firstRow + rows) ?? null;
  const runs = selected === null ? [[firstRow, firstRow + rows] as const] : runsOf(selected);
  const joinNumbers = (): Blob => new Blob(runs.map(([start, end]) => bytes.slice(at(start), at(end))));
  const common = { firstRow, rows, size: rows * rowBytes, joinNumbers };
  if (runs.length > 1) return { ...common, header, selection: selected };
  return { ...common, header: { ...header, rows, dataOffset: at(runs[0]?.[0] ?? 0) }, selection: null };
}

/** Rows that stand together, as [first, behind the last]. */
function runsOf(rows: Uint32Array): (readonly [start: number, end: number])[] {
  const runs: (readonly [number, number])[] = [];
  for (let start = 0, end = 1; start < rows.length; start = end++) {
    while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
    runs.push([rows[start]!, rows[end - 1]! + 1]);
  }
  return runs;
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

async function keepInMemory({ joinNumbers, header, firstRow, rows, size }: TablePart): Promise<ShardVectors> {
  const buffer = await joinNumbers().arrayBuffer();
  const stored = header.dtype === "float16" ? new Uint16Array(buffer) : new Float32Array(buffer);
  return {
    vectors: new EmbeddingTable(rows, header.dimension, stored, firstRow),
    residentBytes: size,
    note: null,
    close: () => undefined,
  };
}
