import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { encodeFloat16 } from "../numeric/float16";
import { EmbeddingTable, checkFinite, readNpy, writeNpy } from "./embeddingTable";
import { formatNpyHeader, npyHeaderLength, parseNpyHeader } from "./npy";

/** What numpy.save writes for numpy.array([[1, 2, 3]], "<f4"). */
const WRITTEN_BY_NUMPY =
  "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028312c2033292c207d" +
  "20".repeat(58) +
  "0a" +
  "0000803f0000004000004040";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function header(version: number, dictionary: string): Uint8Array {
  const lengthBytes = version === 1 ? 2 : 4;
  const bytes = new Uint8Array(8 + lengthBytes + dictionary.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  new DataView(bytes.buffer).setUint16(8, dictionary.length, true);
  for (let i = 0; i < dictionary.length; i++) bytes[8 + lengthBytes + i] = dictionary.charCodeAt(i);
  return bytes;
}

const dictionary = (descr = "<f4", order = "False", shape = "(2, 3)") =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe("npy", () => {
  it("reads and writes what NumPy writes, byte for byte", () => {
    const bytes = bytesOf(WRITTEN_BY_NUMPY);
    const table = readNpy(bytes);
    expect(table).toMatchObject({ rows: 1, dimension: 3, dtype: "float32" });
    expect([...table.numbers]).toEqual([1, 2, 3]);
    expect(writeNpy(table)).toEqual(bytes);
  });

  it("reads headers of versions 1, 2 and 3", () => {
    for (const version of [1, 2, 3]) {
      const bytes = header(version, dictionary("<f2"));
      expect(parseNpyHeader(bytes)).toEqual({ rows: 2, dimension: 3, dtype: "float16", dataOffset: bytes.length });
    }
  });

  it("gives back any table it wrote, float16 as float32", () => {
    const table = fc.record({
      rows: fc.integer({ min: 0, max: 5 }),
      dimension: fc.integer({ min: 1, max: 9 }),
      isHalf: fc.boolean(),
    });
    fc.assert(
      fc.property(table, ({ rows, dimension, isHalf }) => {
        const values = Float32Array.from({ length: rows * dimension }, (_, i) => (i - 3) / 4);
        const numbers = isHalf ? Uint16Array.from(values, encodeFloat16) : values;
        const bytes = writeNpy(new EmbeddingTable(rows, dimension, numbers));
        expect(npyHeaderLength(bytes) % 64).toBe(0);
        const read = readNpy(bytes);
        const into = new Float32Array(rows * dimension);
        read.read(
          Uint32Array.from({ length: rows }, (_, row) => row),
          into,
        );
        expect(into).toEqual(values);
      }),
      { seed: 7 },
    );
  });

  it.each([
    ["another file", Uint8Array.from("GIF89a123456", (c) => c.charCodeAt(0)), "GIF89a"],
    ["0 bytes", new Uint8Array(), "0 bytes"],
    ["an unknown version", header(9, dictionary()), "version 9.0"],
    ["float64", header(1, dictionary("<f8")), "<f8"],
    ["big-endian numbers", header(1, dictionary(">f4")), ">f4"],
    ["Fortran order", header(1, dictionary("<f4", "True")), "True"],
    ["one axis", header(1, dictionary("<f4", "False", "(5,)")), "(5,)"],
    ["three axes", header(1, dictionary("<f4", "False", "(5, 2, 2)")), "(5, 2, 2)"],
    ["no columns", header(1, dictionary("<f4", "False", "(5, 0)")), "(5, 0)"],
    ["a header cut short", header(1, dictionary()).subarray(0, 40), "40 bytes"],
  ])("refuses %s and says what was found", (_, bytes, found) => {
    expect(() => parseNpyHeader(bytes)).toThrow(
      expect.objectContaining({ name: "EmbeddingTableFormatError", message: expect.stringContaining(found) as string }),
    );
  });

  it("refuses a file that is shorter or longer than its header says", () => {
    const bytes = new Uint8Array([
      ...formatNpyHeader({ rows: 2, dimension: 3, dtype: "float16" }),
      ...new Uint8Array(11),
    ]);
    expect(() => readNpy(bytes)).toThrow("expected a file of 140 bytes for 2 × 3 float16 numbers; found 139 bytes");
  });

  it("names the place of a number that is not finite", () => {
    expect(() => checkFinite(Float32Array.of(1, 2, 3, NaN), 2, 10)).toThrow("found NaN in row 11 at position 1");
  });
});
