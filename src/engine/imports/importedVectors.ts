import type { ImportFault, ListedVectors } from "../../core/dataset/importers/importer";
import { extensionOf } from "../../core/dataset/importers/pathParts";
import { isStudioError, StudioError } from "../../core/errors";
import { dot, normalizeInPlace } from "../../core/numeric/vectors";
import { isPermissionError } from "../sources/readError";
import type { Source } from "../sources/source";
import { openNpzArray } from "./columnTable";
import { isVectorArray, openNpyArray, readNpyRows } from "./npyArray";
import { ParquetFile } from "./parquetFile";

/** Rows that are read at a time: 8 MB of 512 numbers. */
const blockRows = 4096;
/** How far a unit vector's length may be off: float16 keeps 11 bits. */
const lengthTolerance = 2e-3;

/** Vectors that came along, each of length 1, with the positions in the imported table's `items` that they belong to. */
export interface ImportedBlock {
  /** In the order of the array's rows; an item stands in one block at most. */
  readonly items: Uint32Array<ArrayBuffer>;
  /** [items.length, D] L2-normalized. */
  readonly vectors: Float32Array<ArrayBuffer>;
  /** Items whose vector is of no use, and why; they are not in `items`. */
  readonly failures: readonly { readonly item: number; readonly message: string }[];
}

/**
 * Reads the embeddings that a user brought, in the order of their file, a few megabytes at a time.
 *
 * Stored vectors are unit vectors in this studio, and scores are inner products. So a vector is divided by its length,
 * and kept bit for bit where that is 1 up to the rounding of float16; the proposal tells if any of the first rows is
 * changed. A vector with a length of 0 or numbers that are not finite is a failure of its item.
 *
 * @throws StudioError ImportFormatError where a row has another length than the rest, FolderReadError, ArchiveFormatError
 */
export async function* readImportedVectors(source: Source, listed: ListedVectors): AsyncGenerator<ImportedBlock> {
  const itemsOfRow = invert(listed.rows);
  for await (const { first, vectors } of readRows(source, listed)) {
    const block = takeBlock(first, vectors, listed.dimension, itemsOfRow);
    if (block.items.length > 0 || block.failures.length > 0) yield block;
  }
}

/**
 * Looks at the first rows of embeddings before anything is kept.
 *
 * @returns what is wrong; `isUsable` is false where they cannot be read at all
 */
export async function checkVectors(
  source: Source,
  listed: ListedVectors,
): Promise<{ readonly faults: readonly ImportFault[]; readonly isUsable: boolean }> {
  const fault = (message: string): ImportFault => ({ file: listed.path, line: null, message });
  try {
    for await (const { first, vectors } of readRows(source, listed)) {
      const odd = oddLength(vectors, listed.dimension);
      if (odd === null) return { faults: [], isUsable: true };
      const message = `expected embeddings of length 1; found ${odd.length.toPrecision(4)} in row ${first + odd.row}: each is divided by its length on import`;
      return { faults: [fault(message)], isUsable: true };
    }
    return { faults: [], isUsable: true };
  } catch (error) {
    if (!isStudioError(error) || isPermissionError(error)) throw error;
    return { faults: [fault(`${error.message}; the items are imported without their embeddings`)], isUsable: false };
  }
}

interface RowBlock {
  readonly first: number;
  /** [n, D] as they stand in the file. */
  readonly vectors: Float32Array<ArrayBuffer>;
}

async function* readRows(source: Source, { path, array, dimension }: ListedVectors): AsyncGenerator<RowBlock> {
  const file = await source.open(path);
  if (extensionOf(path) === "parquet") {
    yield* readParquetRows(await ParquetFile.open(file, path), array ?? "", dimension, path);
    return;
  }
  const npy = extensionOf(path) === "npz" ? await openNpzArray(file, array ?? "", path) : file;
  const title = array === null || array === "" ? path : `${path}, array ${array}`;
  const opened = await openNpyArray(npy, title);
  if (!isVectorArray(opened) || opened.shape[1] !== dimension) {
    throw formatError(title, `an array [rows, ${dimension}]`, `the shape (${opened.shape.join(", ")})`);
  }
  const rows = opened.shape[0] ?? 0;
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    yield { first, vectors: await readNpyRows(npy, opened, [first, count], title) };
  }
}

async function* readParquetRows(
  parquet: ParquetFile,
  column: string,
  dimension: number,
  path: string,
): AsyncGenerator<RowBlock> {
  for await (const { first, cells } of parquet.readColumn(column)) {
    const vectors = new Float32Array(cells.length * dimension);
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row];
      const isList = Array.isArray(cell) || ArrayBuffer.isView(cell);
      const length = isList ? (cell as ArrayLike<number>).length : 0;
      if (length !== dimension) {
        throw formatError(`${path}, column ${column}, row ${first + row}`, `${dimension} numbers`, `${length}`);
      }
      vectors.set(cell as ArrayLike<number>, row * dimension);
    }
    yield { first, vectors };
  }
}

/** For each row of the array, the items that it belongs to; most have one. */
function invert(rows: Int32Array): ReadonlyMap<number, readonly number[]> {
  const itemsOfRow = new Map<number, number[]>();
  rows.forEach((row, item) => {
    if (row < 0) return;
    const known = itemsOfRow.get(row);
    if (known === undefined) itemsOfRow.set(row, [item]);
    else known.push(item);
  });
  return itemsOfRow;
}

function takeBlock(
  first: number,
  vectors: Float32Array<ArrayBuffer>,
  dimension: number,
  itemsOfRow: ReadonlyMap<number, readonly number[]>,
): ImportedBlock {
  const items: number[] = [];
  const rows: number[] = [];
  const failures: { item: number; message: string }[] = [];
  for (let row = 0; row < vectors.length / dimension; row++) {
    const owners = itemsOfRow.get(first + row);
    if (owners === undefined) continue;
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.sqrt(dot(vector, vector));
    if (!Number.isFinite(length) || length === 0) {
      const message = `expected an embedding of finite numbers with a length above 0; found ${length} in row ${first + row}`;
      for (const item of owners) failures.push({ item, message });
      continue;
    }
    if (!isUnit(length)) normalizeInPlace(vector);
    for (const item of owners) {
      items.push(item);
      rows.push(row);
    }
  }
  const taken = new Float32Array(items.length * dimension);
  rows.forEach((row, i) => taken.set(vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension));
  return { items: Uint32Array.from(items), vectors: taken, failures };
}

/** The first of some vectors that is not one long, and its length; null where all are. */
function oddLength(vectors: Float32Array, dimension: number): { readonly row: number; readonly length: number } | null {
  for (let row = 0; row < vectors.length / dimension; row++) {
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.sqrt(dot(vector, vector));
    if (!isUnit(length)) return { row, length };
  }
  return null;
}

function isUnit(length: number): boolean {
  return Math.abs(length - 1) <= lengthTolerance;
}

function formatError(name: string, expected: string, found: string): StudioError {
  return new StudioError(
    "ImportFormatError",
    `${name}: expected ${expected}; found ${found}`,
    "Write the embeddings again, one row of the same length for each item.",
  );
}
