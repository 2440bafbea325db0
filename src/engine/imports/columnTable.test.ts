import type { SchemaElement } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer, schemaFromColumnData } from "hyparquet-writer";
import { describe, expect, it } from "vitest";

import { makeZip } from "../sources/zipForTests";
import { readColumnTable } from "./columnTable";
import { npyFile } from "./npyForTests";

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
/** Texts as NumPy keeps them: code points of four bytes. */
const unicode = (texts: readonly string[], width: number) =>
  npyFile(
    `<U${width}`,
    [texts.length],
    new Uint8Array(
      Uint32Array.from(
        texts.flatMap((text) => Array.from({ length: width }, (_, i) => Array.from(text)[i]?.codePointAt(0) ?? 0)),
      ).buffer,
    ),
  );
/** A Parquet file of columns, the last of which holds lists of numbers, as pyarrow writes them. */
function parquetFile(columns: ColumnSource[], vectors: number[][]): Blob {
  const schema = [
    { name: "root", num_children: columns.length + 1 },
    ...schemaFromColumnData({ columnData: columns }).slice(1),
    { name: "vector", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "OPTIONAL", type: "FLOAT" },
  ] satisfies SchemaElement[];
  return new Blob([
    parquetWriteBuffer({
      columnData: [...columns.map(({ name, data }) => ({ name, data })), { name: "vector", data: vectors }],
      schema,
    }),
  ]);
}
const floats = (rows: number, dimension: number) =>
  npyFile("<f4", [rows, dimension], new Uint8Array(rows * dimension * 4));

describe("readColumnTable", () => {
  it("reads texts, numbers, flags, dates and vectors of a Parquet file as a CSV file would have them", async () => {
    const file = parquetFile(
      [
        { name: "path", data: ["a.png", "b,\n.png"], type: "STRING" },
        { name: "label", data: [7n, 8n], type: "INT64" },
        { name: "is_query", data: [true, false], type: "BOOLEAN" },
        { name: "x_1", data: [1.5, 2], type: "DOUBLE" },
        { name: "title", data: ["ü", null], type: "STRING" },
        { name: "date", data: [new Date("2018-01-02"), new Date("2019-12-31")], type: "TIMESTAMP" },
      ],
      [[1, 0, 0], [0, 1, 0]], // prettier-ignore
    );
    const { rows, columns } = await readColumnTable(file, "t.parquet");
    expect(rows).toBe(2);
    expect(columns).toEqual([
      { name: "path", texts: ["a.png", "b,\n.png"], dimension: null },
      { name: "label", texts: ["7", "8"], dimension: null },
      { name: "is_query", texts: ["true", "false"], dimension: null },
      { name: "x_1", texts: ["1.5", "2"], dimension: null },
      { name: "title", texts: ["ü", ""], dimension: null },
      { name: "date", texts: ["2018-01-02", "2019-12-31"], dimension: null },
      { name: "vector", texts: null, dimension: 3 },
    ]);
  });

  it("finds no dimension where lists differ in length", async () => {
    const file = parquetFile([], [[1, 0], [1]]);
    expect((await readColumnTable(file, "t.parquet")).columns).toEqual([
      { name: "vector", texts: null, dimension: null },
    ]);
  });

  it("reads the arrays that `studio embed` writes", async () => {
    const file = makeZip([
      { name: "vectors.npy", content: await bytesOf(floats(2, 3)) },
      { name: "paths.npy", content: await bytesOf(unicode(["a.png", "日本/😀.png"], 12)) },
    ]);
    expect(await readColumnTable(file, "t.npz")).toEqual({
      rows: 2,
      columns: [
        { name: "paths", texts: ["a.png", "日本/😀.png"], dimension: null },
        { name: "vectors", texts: null, dimension: 3 },
      ],
    });
  });

  it.each([
    ["<i8", new Uint8Array(BigInt64Array.of(-1n, 2n).buffer), ["-1", "2"]],
    ["<u2", new Uint8Array(Uint16Array.of(1, 65535).buffer), ["1", "65535"]],
    [">i4", Uint8Array.of(0, 0, 0, 5, 255, 255, 255, 255), ["5", "-1"]],
    ["|b1", Uint8Array.of(0, 1), ["false", "true"]],
    ["|S3", new TextEncoder().encode("ab\0xyz"), ["ab", "xyz"]],
    ["<f8", new Uint8Array(Float64Array.of(0.5, 3).buffer), ["0.5", "3"]],
  ])("reads an array of type %s", async (type, bytes, texts) => {
    const { columns } = await readColumnTable(npyFile(type, [2], bytes), "labels.npy");
    expect(columns).toEqual([{ name: "", texts, dimension: null }]);
  });

  it("never reads objects, which are pickles", async () => {
    await expect(readColumnTable(npyFile("|O", [2], new Uint8Array(8)), "a.npy")).rejects.toMatchObject({
      name: "ImportFormatError",
      message: expect.stringContaining("expected an array of numbers, flags or texts") as string,
    });
  });

  it("tells arrays of different lengths", async () => {
    const file = makeZip([
      { name: "a.npy", content: await bytesOf(floats(2, 3)) },
      { name: "b.npy", content: await bytesOf(floats(3, 3)) },
    ]);
    await expect(readColumnTable(file, "t.npz")).rejects.toMatchObject({
      name: "ImportFormatError",
      message: "t.npz: expected arrays of one length; found a 2, b 3",
    });
  });

  it.each(["t.parquet", "t.npz", "t.npy"])("tells that %s is something else", async (path) => {
    for (const content of ["", "hello hello hello hello hello", "PAR1\0\0\0\0PAR1"]) {
      await expect(readColumnTable(new Blob([content]), path)).rejects.toMatchObject({
        name: expect.stringMatching(/^(Import|Archive)FormatError$/) as string,
        message: expect.stringContaining("t.") as string,
      });
    }
  });
});
