import { describe, expect, it } from "vitest";

import { deepPatentImporter } from "./deepPatentImporter";
import type { ImportedTable } from "./importer";
import { memoryFolder } from "./memoryFolder";

const [first, second, third] = [1, 2, 3].map((sheet) => `I20180102/USD0806350-20180102/USD0806350-20180102-D0000${sheet}.png`) as [string, string, string]; // prettier-ignore
const other = "I20190604/USD0850000-20190604/USD0850000-20190604-D00001.png";

function sheets(...paths: string[]): Record<string, null> {
  return Object.fromEntries(paths.map((path) => [`patent_data/${path}`, null]));
}

function roles({ items }: ImportedTable): string[] {
  return items.map(({ itemId, identity, split, isQuery, isGallery }) =>
    [itemId.slice(-10, -4), identity, split, isQuery ? "query" : "-", isGallery ? "gallery" : "-"].join(" "),
  );
}

function faultsOf({ faults }: ImportedTable): string[] {
  return faults.map(({ file, line, message }) => `${file}:${line ?? "-"}: ${message}`);
}

describe("deepPatentImporter", () => {
  it("reads lists of training, query and database sheets, their patents and days of issue", async () => {
    const folder = memoryFolder({
      ...sheets(first, second, third, other),
      "data/train_patent_trn.txt": `${other} 0\n`,
      "data/train_patent_val.txt": `${first} 0\n${second} 0\n`,
      "data/val_query_patent.txt": `\uFEFF${first} 0\r\n`,
      "data/val_db_patent.txt": `${second} 0\r\n`,
    });
    expect(await deepPatentImporter.recognize(folder)).toMatchObject({ confidence: 0.99 });
    const table = await deepPatentImporter.read(folder, {});
    expect(faultsOf(table)).toEqual([]);
    expect(roles(table)).toEqual([
      "D00001 USD0850000 train - -",
      "D00001 USD0806350 val query -",
      "D00002 USD0806350 val - gallery",
    ]);
    expect(table.items.map(({ date }) => date)).toEqual(["2019-06-04", "2018-01-02", "2018-01-02"]);
    expect(table.skipped).toEqual([{ reason: "outside the lists", paths: [`patent_data/${third}`] }]);
    expect(table.choices.map(({ key, value }) => `${key} ${value}`)).toEqual([
      "list:data/train_patent_trn.txt train",
      "list:data/train_patent_val.txt val-only",
      "list:data/val_db_patent.txt val-gallery",
      "list:data/val_query_patent.txt val-query",
      "identity number",
    ]);
  });

  it("leaves the extended database out where the plain one stands, and takes it where the user says so", async () => {
    const folder = memoryFolder({
      ...sheets(first, second, other),
      "test_query_patent.txt": `${first} 7\n`,
      "test_db_patent.txt": `${second} 7\n`,
      "test_db_patent_extended.txt": `${second} 7\n${other} 8\n`,
    });
    expect(roles(await deepPatentImporter.read(folder, {}))).toHaveLength(2);
    const extended = await deepPatentImporter.read(folder, { "list:test_db_patent_extended.txt": "gallery", identity: "label" }); // prettier-ignore
    expect(roles(extended)).toEqual([
      "D00002 test-7 test - gallery",
      "D00001 test-8 test - gallery",
      "D00001 test-7 test query -",
    ]);
  });

  it("reads lists without labels; a sheet of no patent is an identity of its own", async () => {
    const folder = memoryFolder({
      "lists/test_queries.txt": "queries/0001.png\n",
      "lists/test_database.txt": "database/0001.png\ndatabase/a b.png\n",
      "queries/0001.png": null,
      "database/0001.png": null,
      "database/a b.png": null,
    });
    expect(await deepPatentImporter.recognize(folder)).toMatchObject({ confidence: 0.8 });
    const table = await deepPatentImporter.read(folder, {});
    expect(faultsOf(table)).toEqual([]);
    expect(table.items.map(({ itemId, isQuery }) => [itemId, isQuery])).toEqual([
      ["database/0001.png", false],
      ["database/a b.png", false],
      ["queries/0001.png", true],
    ]);
    expect(new Set(table.items.map(({ identity }) => identity)).size).toBe(3);
  });

  it("tells every line that is wrong and keeps the others", async () => {
    const folder = memoryFolder({
      ...sheets(first, second, other),
      "list.txt": [`${first} 1`, "gone/USD0000001-00001.png 2", `${second} two`, second, "../USD0000001.png 3", `${other} 1`, `${first} 1`].join("\n"), // prettier-ignore
    });
    const table = await deepPatentImporter.read(folder, {});
    expect(faultsOf(table)).toEqual([
      "list.txt:2: expected the picture patent_data/gone/USD0000001-00001.png; found no such file",
      "list.txt:3: expected an integer as the label; found two",
      `list.txt:4: expected a path and a label; found ${second}`,
      'list.txt:5: expected a path inside the folder, written with "/"; found ../USD0000001.png',
      "list.txt:6: label 1 was of USD0806350 in line 1; found USD0850000 here. Patent numbers are taken for identities",
    ]);
    expect(roles(table)).toEqual(["D00001 USD0806350 test query gallery", "D00001 USD0850000 test query gallery"]);
  });

  it("takes all sheets for queries and gallery without lists, each page of a file for a sheet", async () => {
    const table = await deepPatentImporter.read(
      memoryFolder({ "USD0907292/USD0907292-00001.png": null, "USD0907293.pdf": 2, "cover.png": null }),
      {},
    );
    expect(table.items.map(({ itemId, identity, isQuery }) => [itemId, identity, isQuery])).toEqual([
      ["USD0907292/USD0907292-00001.png", "USD0907292", true],
      ["USD0907293.pdf#page=1", "USD0907293", true],
      ["USD0907293.pdf#page=2", "USD0907293", true],
    ]);
    expect(table.skipped).toEqual([{ reason: "not named for a patent", paths: ["cover.png"] }]);
  });

  it("takes single sheets for the gallery, with class and title from metadata.txt", async () => {
    const folder = memoryFolder({
      "USD0534332.png": null,
      "USD0534333.png": null,
      "metadata.txt":
        "USD0534332\tD2-95\tOutsole for a shoe\nUSD0534399\tD2-1\tHat\nOutsole\nUSD0534332\tD2-95\tTwice\n",
    });
    expect(await deepPatentImporter.recognize(folder)).toMatchObject({ confidence: 0.9 });
    const table = await deepPatentImporter.read(folder, {});
    expect(table.items).toEqual([
      { itemId: "USD0534332.png", identity: "USD0534332", split: "test", isQuery: false, isGallery: true, category: "D2-95", title: "Outsole for a shoe" }, // prettier-ignore
      { itemId: "USD0534333.png", identity: "USD0534333", split: "test", isQuery: false, isGallery: true },
    ]);
    expect(faultsOf(table)).toEqual([
      "metadata.txt:2: expected a sheet of USD0534399; found none",
      "metadata.txt:3: expected number, class and title with tabs between them; found Outsole",
      "metadata.txt:4: USD0534332 stands twice",
    ]);
  });

  it("is not recognised where most pictures are of no patent and its lists are missing", async () => {
    const folder = memoryFolder({ "list.txt": "a.png 1\n", "a.png": null, "USD0534332.png": null });
    expect(await deepPatentImporter.recognize(folder)).toBeNull();
  });
});
