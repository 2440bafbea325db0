import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";

import type { ListedVectors } from "../../core/dataset/importers/importer";
import { FilesSource } from "../sources/filesSource";
import { makeZip } from "../sources/zipForTests";
import { checkVectors, type ImportedBlock, readImportedVectors } from "./importedVectors";
import { npyFile } from "./npyForTests";

const rowsOf = (...rows: number[]) => Int32Array.from(rows);
const source = (path: string, file: Blob) => new FilesSource("set", new Map([[path, file]]));
const f4 = (rows: readonly (readonly number[])[]) =>
  npyFile("<f4", [rows.length, rows[0]?.length ?? 0], new Uint8Array(Float32Array.from(rows.flat()).buffer));

async function readAll(path: string, file: Blob, listed: Omit<ListedVectors, "path">): Promise<ImportedBlock[]> {
  const blocks: ImportedBlock[] = [];
  for await (const block of readImportedVectors(source(path, file), { path, ...listed })) blocks.push(block);
  return blocks;
}

describe("readImportedVectors", () => {
  it("gives each item the row that is its own, in the order of the file", async () => {
    const file = f4([[1, 0], [0, 1], [-1, 0]]); // prettier-ignore
    const [block] = await readAll("a.npy", file, { array: null, dimension: 2, rows: rowsOf(2, -1, 0) });
    expect([...block!.items]).toEqual([2, 0]);
    expect([...block!.vectors]).toEqual([1, 0, -1, 0]);
    expect(block!.failures).toEqual([]);
  });

  it("keeps unit vectors bit for bit and divides others by their length", async () => {
    const unit = [Math.fround(0.6), Math.fround(0.8)];
    const file = f4([unit, [3, 4]]);
    const [block] = await readAll("a.npy", file, { array: null, dimension: 2, rows: rowsOf(0, 1) });
    expect([...block!.vectors.subarray(0, 2)]).toEqual(unit);
    expect(block!.vectors[2]).toBeCloseTo(0.6, 6);
    expect(block!.vectors[3]).toBeCloseTo(0.8, 6);
  });

  it("tells items whose vector has no direction", async () => {
    const file = f4([[0, 0], [NaN, 1], [1, 0]]); // prettier-ignore
    const [block] = await readAll("a.npy", file, { array: null, dimension: 2, rows: rowsOf(0, 1, 2) });
    expect([...block!.items]).toEqual([2]);
    expect(block!.failures.map(({ item, message }) => [item, message])).toEqual([
      [0, "expected an embedding of finite numbers with a length above 0; found 0 in row 0"],
      [1, "expected an embedding of finite numbers with a length above 0; found NaN in row 1"],
    ]);
  });

  it.each([
    ["<f2", Uint8Array.of(0, 0x3c, 0, 0)],
    ["<f8", new Uint8Array(Float64Array.of(1, 0).buffer)],
    [">f4", Uint8Array.of(0x3f, 0x80, 0, 0, 0, 0, 0, 0)],
  ])("reads numbers of type %s", async (type, bytes) => {
    const [block] = await readAll("a.npy", npyFile(type, [1, 2], bytes), {
      array: null,
      dimension: 2,
      rows: rowsOf(0),
    });
    expect([...block!.vectors]).toEqual([1, 0]);
  });

  it("reads an array of an .npz, packed or not", async () => {
    const content = new Uint8Array(await f4([[0, 1]]).arrayBuffer());
    for (const method of [0, 8]) {
      const file = makeZip([{ name: "vectors.npy", content, method }]);
      const [block] = await readAll("a.npz", file, { array: "vectors", dimension: 2, rows: rowsOf(0) });
      expect([...block!.vectors]).toEqual([0, 1]);
    }
  });

  it("reads a column of lists of a Parquet file of several row groups", async () => {
    const data = Array.from({ length: 10 }, (_, row) => (row % 2 === 0 ? [1, 0] : [0, 2]));
    const file = new Blob([parquetWriteBuffer({ columnData: [{ name: "vector", data }], rowGroupSize: 4 })]);
    const rows = Int32Array.from(data, (_, item) => 9 - item);
    const blocks = await readAll("a.parquet", file, { array: "vector", dimension: 2, rows });
    expect(blocks.flatMap(({ items }) => [...items])).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(blocks.flatMap(({ vectors }) => [...vectors]).slice(0, 4)).toEqual([1, 0, 0, 1]);
  });

  it("reads more rows than one block holds", async () => {
    const count = 10_000;
    const numbers = Float32Array.from({ length: count * 2 }, (_, i) => (i % 2 === 0 ? 1 : 0));
    const file = npyFile("<f4", [count, 2], new Uint8Array(numbers.buffer));
    const blocks = await readAll("a.npy", file, { array: null, dimension: 2, rows: Int32Array.from({ length: count }, (_, i) => i) }); // prettier-ignore
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.flatMap(({ items }) => [...items])).toEqual(Array.from({ length: count }, (_, i) => i));
  });
});

describe("checkVectors", () => {
  const check = (file: Blob, dimension = 2, path = "a.npy") =>
    checkVectors(source(path, file), { path, array: null, dimension, rows: rowsOf(0) });

  it("finds nothing to say of unit vectors, also after the rounding of float16", async () => {
    expect(await check(f4([[1, 0]]))).toEqual({ faults: [], isUsable: true });
    expect(await check(f4([[0.6001, 0.7999]]))).toEqual({ faults: [], isUsable: true });
  });

  it("tells that vectors are changed on import", async () => {
    const { faults, isUsable } = await check(f4([[1, 0], [3, 4]])); // prettier-ignore
    expect(isUsable).toBe(true);
    expect(faults[0]?.message).toBe("expected embeddings of length 1; found 5.000 in row 1: each is divided by its length on import"); // prettier-ignore
  });

  it("leaves out vectors of another dimension, or a file that is cut", async () => {
    const other = await check(f4([[1, 0, 0]]));
    expect(other.isUsable).toBe(false);
    expect(other.faults[0]?.message).toContain("expected an array [rows, 2]; found the shape (1, 3)");
    const cut = await check(f4([[1, 0]]).slice(0, 130));
    expect(cut).toMatchObject({ isUsable: false });
    const none = await check(new Blob(["hello"]));
    expect(none).toMatchObject({ isUsable: false });
  });
});
