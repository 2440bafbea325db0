import { decodeFloat16 } from "../numeric/float16";
import type { VectorSource } from "../search/searchIndex";
import { bytesPerNumber, formatError, formatNpyHeader, type NpyHeader, parseNpyHeader, type VectorType } from "./npy";

/** A table of stored vectors in memory, [N, D], as stored: float16 stays as its bit patterns. */
export class EmbeddingTable implements VectorSource {
  /**
   * @param numbers [N, D] row-major; a Uint16Array holds float16 bit patterns
   * @param firstRow where row 0 stands in the whole table, if this is a part of one
   */
  constructor(
    readonly rows: number,
    readonly dimension: number,
    readonly numbers: Float32Array | Uint16Array,
    readonly firstRow = 0,
  ) {
    if (numbers.length !== rows * dimension) {
      throw formatError(`${rows} × ${dimension} numbers`, `${numbers.length} numbers`);
    }
  }

  get dtype(): VectorType {
    return this.numbers instanceof Uint16Array ? "float16" : "float32";
  }

  read(rows: Uint32Array, into: Float32Array): void {
    const { dimension, numbers } = this;
    for (let i = 0; i < rows.length; i++) {
      const start = rows[i]! * dimension;
      if (numbers instanceof Uint16Array) {
        decodeFloat16(numbers.subarray(start, start + dimension), into, i * dimension);
      } else {
        into.set(numbers.subarray(start, start + dimension), i * dimension);
      }
    }
  }
}

/**
 * Reads a whole .npy file.
 *
 * @throws StudioError EmbeddingTableFormatError for a wrong header, or where the file's length is not what its header says
 */
export function readNpy(bytes: Uint8Array): EmbeddingTable {
  const header = parseNpyHeader(bytes);
  checkNpyLength(header, bytes.length);
  const numbers = bytes.slice(header.dataOffset).buffer;
  return new EmbeddingTable(
    header.rows,
    header.dimension,
    header.dtype === "float16" ? new Uint16Array(numbers) : new Float32Array(numbers),
  );
}

/** Checks that a file is as long as its header says, so that a download cut short is found out. */
export function checkNpyLength(header: NpyHeader, bytes: number): void {
  const expected = header.dataOffset + header.rows * header.dimension * bytesPerNumber(header.dtype);
  if (bytes === expected) return;
  const size = `${header.rows} × ${header.dimension} ${header.dtype} numbers`;
  throw formatError(`a file of ${expected} bytes for ${size}`, `${bytes} bytes`);
}

/** The bytes of an .npy file that holds the table. */
export function writeNpy(table: EmbeddingTable): Uint8Array<ArrayBuffer> {
  const { numbers } = table;
  const header = formatNpyHeader(table);
  const bytes = new Uint8Array(header.length + numbers.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), header.length);
  return bytes;
}

/**
 * Refuses numbers that no ranking can be made of.
 *
 * @param vectors [n, D] values of rows from `firstRow` on
 * @throws StudioError EmbeddingTableFormatError naming the first number that is NaN or infinite
 */
export function checkFinite(vectors: Float32Array, dimension: number, firstRow: number): void {
  for (let i = 0; i < vectors.length; i++) {
    if (!Number.isFinite(vectors[i]!)) {
      const row = firstRow + Math.floor(i / dimension);
      throw formatError("finite numbers", `${vectors[i]!} in row ${row} at position ${i % dimension}`);
    }
  }
}
