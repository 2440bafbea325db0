import { describe, expect, it } from "vitest";

import { EmbeddingTable, writeNpy } from "../../core/embedding/embeddingTable";
import { parseNpyHeader } from "../../core/embedding/npy";
import { encodeFloat16 } from "../../core/numeric/float16";
import { FileVectors } from "./fileVectors";

/** A file in memory that notes what is read: [first byte, number of bytes]. */
function openBytes(bytes: Uint8Array<ArrayBuffer>): { vectors: FileVectors; reads: [number, number][] } {
  const reads: [number, number][] = [];
  const reader = {
    read: (into: Uint8Array<ArrayBuffer>, at: number) => {
      reads.push([at, into.length]);
      into.set(bytes.subarray(at, at + into.length));
    },
    close: () => undefined,
  };
  return { vectors: new FileVectors(reader, parseNpyHeader(bytes), 0), reads };
}

const numbers = Float32Array.from({ length: 10 * 3 }, (_, i) => i);

describe("FileVectors", () => {
  for (const stored of [numbers, Uint16Array.from(numbers, encodeFloat16)]) {
    it(`reads any rows of a table of ${stored.BYTES_PER_ELEMENT * 8} bits, in the order they are asked for`, () => {
      const { vectors } = openBytes(writeNpy(new EmbeddingTable(10, 3, stored)));
      const into = new Float32Array(4 * 3);
      vectors.read(Uint32Array.of(7, 8, 0, 7), into);
      expect([...into]).toEqual([21, 22, 23, 24, 25, 26, 0, 1, 2, 21, 22, 23]);
    });
  }

  it("reads neighbors at once", () => {
    const { vectors, reads } = openBytes(writeNpy(new EmbeddingTable(10, 3, numbers)));
    vectors.read(Uint32Array.of(1, 2, 3, 9), new Float32Array(4 * 3));
    expect(reads).toEqual([
      [128 + 12, 36],
      [128 + 108, 12],
    ]);
  });

  it("reads the rows of a selection by their places in it", () => {
    const bytes = writeNpy(new EmbeddingTable(10, 3, numbers));
    const reader = {
      read: (into: Uint8Array<ArrayBuffer>, at: number) => into.set(bytes.subarray(at, at + into.length)),
      close: () => undefined,
    };
    const vectors = new FileVectors(reader, parseNpyHeader(bytes), 0, Uint32Array.of(9, 2, 3));
    expect(vectors.rows).toBe(3);
    const into = new Float32Array(3 * 3);
    vectors.read(Uint32Array.of(1, 2, 0), into);
    expect([...into]).toEqual([6, 7, 8, 9, 10, 11, 27, 28, 29]);
  });

  it("reads nothing for no rows", () => {
    const { vectors, reads } = openBytes(writeNpy(new EmbeddingTable(10, 3, numbers)));
    vectors.read(new Uint32Array(), new Float32Array());
    expect(reads).toEqual([]);
  });
});
