import { describe, expect, it } from "vitest";

import type { ImportedTable } from "./importer";
import { itemTableImporter } from "./itemTableImporter";
import { memoryFolder, type MemoryFile } from "./memoryFolder";

const header = "path,label,split,is_query,is_gallery";
const pictures = { "a/1.png": null, "a/2.png": null, "b/1.png": null, "b/2.tif": 2, "readme.md": "" };

function read(files: Record<string, MemoryFile>, chosen: Record<string, string> = {}): Promise<ImportedTable> {
  return itemTableImporter.read(memoryFolder({ ...pictures, ...files }), chosen);
}

function faultsOf({ faults }: ImportedTable): string[] {
  return faults.map(({ file, line, message }) => `${file}:${line ?? "-"}: ${message}`);
}

const rows = ["a/1.png,a,test,1,0", "a/2.png,a,test,0,1", "b/1.png,b,train,0,0", "b/2.tif#page=2,b,train,0,0"];

describe("itemTableImporter", () => {
  it("reads a CSV table and says which pictures it does not name", async () => {
    const table = await read({ "items.csv": [header, ...rows.slice(0, 3)].join("\r\n") });
    expect(table.items).toEqual([
      { itemId: "a/1.png", identity: "a", split: "test", isQuery: true, isGallery: false },
      { itemId: "a/2.png", identity: "a", split: "test", isQuery: false, isGallery: true },
      { itemId: "b/1.png", identity: "b", split: "train", isQuery: false, isGallery: false },
    ]);
    expect(table.faults).toEqual([]);
    expect(table.skipped).toEqual([
      { reason: "not named in items.csv", paths: ["b/2.tif"] },
      { reason: "no picture", paths: ["readme.md"] },
    ]);
    expect(table.choices).toEqual([]);
    expect(table.vectors).toBeNull();
  });

  it.each([";", "\t"])(
    "recognises %j between the cells, with a byte order mark, quotes and extra columns",
    async (delimiter) => {
      const lines = [`${header},category,shape`, ...rows.map((row) => `${row},"two\nlines",0`)];
      const text = "\uFEFF" + lines.join("\n").replaceAll(",", delimiter);
      const folder = memoryFolder({ ...pictures, "t.tsv": text });
      expect(await itemTableImporter.recognize(folder)).toMatchObject({ confidence: 0.95 });
      const table = await itemTableImporter.read(folder, {});
      expect(table.faults).toEqual([]);
      expect(table.items.map(({ itemId, category }) => `${itemId} ${category ?? ""}`)).toEqual([
        "a/1.png two\nlines",
        "a/2.png two\nlines",
        "b/1.png two\nlines",
        "b/2.tif#page=2 two\nlines",
      ]);
    },
  );

  it("tells every fault with its line and keeps the rows that have none", async () => {
    const table = await read({
      "items.csv": [header, rows[0], "../c.png,a,t,0,1", "gone.png,a,t,0,1", "A/2.png,a,t,0,1", rows[0], "a/2.png,,t,0,1", "b/1.png,b,t,x,1", "b/2.tif#page=3,b,t,0,1", "b/2.tif,b"].join("\n"), // prettier-ignore
    });
    expect(faultsOf(table)).toEqual([
      'items.csv:3: expected a path inside the table\'s folder, written with "/"; found "../c.png"',
      "items.csv:4: expected the picture gone.png; found no such file",
      "items.csv:5: expected the picture A/2.png; found a/2.png, which differs in case or Unicode normalization",
      "items.csv:6: path a/1.png stands already in line 2",
      "items.csv:7: the label is empty",
      'items.csv:8: expected is_query to be 0 or 1; found "x"',
      "items.csv:9: expected one of the 2 sheets of b/2.tif; found b/2.tif#page=3",
      "items.csv:10: expected 5 cells, as in the header; found 2",
    ]);
    expect(table.items.map(({ itemId }) => itemId)).toEqual(["a/1.png"]);
  });

  it("names missing columns with what was found, and a delimiter that it does not know", async () => {
    const missing = await read({ "items.csv": "path,label,is_query\na/1.png,a,0\n" });
    expect(faultsOf(missing)).toEqual([
      "items.csv:1: expected the columns path,label,split,is_query,is_gallery; split,is_gallery missing in path,label,is_query",
    ]);
    const folder = memoryFolder({ ...pictures, "items.csv": "path|label\na/1.png|a\n" });
    expect((await itemTableImporter.recognize(folder))?.confidence).toBeLessThan(0.1);
    expect(faultsOf(await itemTableImporter.read(folder, {}))).toEqual([
      "items.csv:1: expected the columns path,label; path,label missing in path|label",
    ]);
  });

  it("asks for split and role where the table has only path and label", async () => {
    const files = { "items.csv": "path,label\na/1.png,a\n" };
    const proposed = await read(files);
    expect(proposed.choices.map(({ key, value }) => [key, value])).toEqual([
      ["split", "test"],
      ["role", "both"],
    ]);
    expect(proposed.items).toMatchObject([{ split: "test", isQuery: true, isGallery: true }]);
    const revised = await read(files, { split: "train", role: "none" });
    expect(revised.items).toMatchObject([{ split: "train", isQuery: false, isGallery: false }]);
  });

  it("takes paths relative to the table's folder, and asks which of several tables to read", async () => {
    const files = { "a/items.csv": `${header}\n1.png,a,test,1,1\n`, "b/other.csv": `path,label\n1.png,b\n` };
    const proposed = await read(files);
    expect(proposed.items.map(({ itemId }) => itemId)).toEqual(["a/1.png"]);
    expect(proposed.choices[0]).toMatchObject({ key: "table", value: "a/items.csv" });
    const revised = await read(files, { table: "b/other.csv" });
    expect(revised.items.map(({ itemId }) => itemId)).toEqual(["b/1.png"]);
  });

  it("reads Parquet with its embeddings, without pictures, and leaves out the vectors of rows with a fault", async () => {
    const folder = memoryFolder({
      "items.parquet": {
        rows: 3,
        columns: [
          { name: "path", texts: ["x.png", "", "y.png"], dimension: null },
          { name: "label", texts: ["1", "2", "3"], dimension: null },
          { name: "embedding", texts: null, dimension: 4 },
        ],
      },
    });
    const table = await itemTableImporter.read(folder, {});
    expect(faultsOf(table)).toEqual([
      'items.parquet:2: expected a path inside the table\'s folder, written with "/"; found ""',
    ]);
    expect(table.items.map(({ itemId }) => itemId)).toEqual(["x.png", "y.png"]);
    expect(table.vectors).toEqual({
      path: "items.parquet",
      array: "embedding",
      dimension: 4,
      rows: Int32Array.of(0, 2),
    });
    expect((await itemTableImporter.read(folder, { vectors: "" })).vectors).toBeNull();
  });

  it("pairs the rows of an .npz by its paths, and those of an .npy by their order", async () => {
    const items = [header, "x.png,1,t,1,1", "y.png,2,t,1,1"].join("\n");
    const vectors = { name: "vectors", texts: null, dimension: 2 };
    const byPaths = await itemTableImporter.read(
      memoryFolder({
        "items.csv": items,
        "v.npz": { rows: 2, columns: [vectors, { name: "paths", texts: ["y.png", "z.png"], dimension: null }] },
      }),
      {},
    );
    expect(byPaths.vectors).toEqual({ path: "v.npz", array: "vectors", dimension: 2, rows: Int32Array.of(-1, 0) });
    const byOrder = await itemTableImporter.read(
      memoryFolder({ "items.csv": items, "v.npy": { rows: 2, columns: [{ ...vectors, name: "" }] } }),
      {},
    );
    expect(byOrder.vectors).toEqual({ path: "v.npy", array: null, dimension: 2, rows: Int32Array.of(0, 1) });
    const other = await itemTableImporter.read(
      memoryFolder({ "items.csv": items, "v.npy": { rows: 3, columns: [{ ...vectors, name: "" }] } }),
      {},
    );
    expect(faultsOf(other)).toEqual([
      "items.csv:-: expected the pictures of its 2 rows, or embeddings, beside it; found neither",
      "v.npy:-: expected 2 embeddings, one for each row of items.csv; found 3",
    ]);
  });

  it("says that a table holds no rows", async () => {
    const table = await itemTableImporter.read(memoryFolder({ "items.csv": `${header}\n` }), {});
    expect(faultsOf(table)).toEqual(["items.csv:-: expected a row for each picture; found none behind the header"]);
  });

  it("is not recognised without a table", async () => {
    expect(await itemTableImporter.recognize(memoryFolder(pictures))).toBeNull();
  });
});
