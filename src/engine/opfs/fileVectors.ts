import { bytesPerNumber, type NpyHeader } from "../../core/embedding/npy";
import { decodeFloat16 } from "../../core/numeric/float16";
import type { VectorSource } from "../../core/search/searchIndex";
import type { PositionedReader } from "./positionedReader";

/**
 * Stored vectors in a file: [N, D] from `dataOffset` on, as stored. Neighboring rows are read together.
 *
 * With a selection, row i is row `selection[i]` of the file.
 */
export class FileVectors implements VectorSource {
  readonly rows: number;
  readonly dimension: number;
  private halves = new Uint16Array();

  constructor(
    private readonly reader: PositionedReader,
    private readonly table: NpyHeader,
    readonly firstRow: number,
    private readonly selection: Uint32Array | null = null,
  ) {
    this.rows = selection?.length ?? table.rows;
    this.dimension = table.dimension;
  }

  read(wanted: Uint32Array, into: Float32Array): void {
    const { selection } = this;
    const rows = selection === null ? wanted : wanted.map((row) => selection[row]!);
    let start = 0;
    while (start < rows.length) {
      let end = start + 1;
      while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
      this.readNeighbors(rows[start]!, into.subarray(start * this.dimension, end * this.dimension));
      start = end;
    }
  }

  private readNeighbors(firstRow: number, into: Float32Array): void {
    const { dtype, dataOffset, dimension } = this.table;
    const at = dataOffset + firstRow * dimension * bytesPerNumber(dtype);
    if (dtype === "float32") {
      this.reader.read(new Uint8Array(into.buffer as ArrayBuffer, into.byteOffset, into.byteLength), at);
      return;
    }
    if (this.halves.length < into.length) this.halves = new Uint16Array(into.length);
    const halves = this.halves.subarray(0, into.length);
    this.reader.read(new Uint8Array(halves.buffer, 0, halves.byteLength), at);
    decodeFloat16(halves, into);
  }
}
