import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isStudioError } from "../errors";
import type { Item, ItemId } from "./item";
import { formatItemTable, parseItemTable } from "./itemTable";

const header = "path,label,split,is_query,is_gallery";

function faultsOf(text: string): string {
  try {
    parseItemTable(text, "items.csv");
  } catch (thrown) {
    if (isStudioError(thrown) && thrown.name === "ItemTableFormatError") return thrown.message;
    throw thrown;
  }
  return "no faults";
}

describe("parseItemTable", () => {
  it("reads required and optional columns in any order and leaves others alone", () => {
    const text =
      "label,path,split,is_gallery,is_query,shape,category,x_1,y_1,x_2,y_2,title,date,source\n" +
      'chair-4,views/chair 4/front.png,test,1,0,round,chair,1,2,30,40.5,"Chair, oak",2019-02,https://example.org/4\n' +
      "lamp,views/lamp.png,train,False,True,,,,,,,,,\n";
    expect(parseItemTable(text, "items.csv")).toEqual([
      {
        itemId: "views/chair 4/front.png",
        identity: "chair-4",
        split: "test",
        isQuery: false,
        isGallery: true,
        category: "chair",
        box: { left: 1, top: 2, right: 30, bottom: 40.5 },
        title: "Chair, oak",
        date: "2019-02",
        source: "https://example.org/4",
      },
      { itemId: "views/lamp.png", identity: "lamp", split: "train", isQuery: true, isGallery: false },
    ]);
  });

  it("reads a table without items", () => {
    expect(parseItemTable(header + "\n", "items.csv")).toEqual([]);
  });

  it("tells every fault with its line, at once", () => {
    const message = faultsOf(
      [header, "a.png,1,t,0,1", "b.png,,t,0,1", "c.png,1,t,maybe,1", "a.png,1,t,0,1"].join("\n"),
    );
    expect(message).toBe(
      "items.csv has 3 faults: line 3: the label is empty; " +
        'line 4: expected is_query to be 0 or 1; found "maybe"; line 5: path a.png stands already in line 2',
    );
  });

  it("shows the first five faults and counts the rest", () => {
    const rows = Array.from({ length: 9 }, (_, row) => `${row}.png,,t,0,1`);
    const message = faultsOf([header, ...rows].join("\n"));
    expect(message).toMatch(/^items\.csv has 9 faults: line 2: .* line 6: the label is empty; and 4 more$/);
  });

  it.each([
    "../a.png",
    "a/../../b.png",
    "/etc/a.png",
    "C:/a.png",
    "a\\b.png",
    "https://x.org/a.png",
    "a//b.png",
    "./a",
    "",
  ])("refuses the path %s, which does not lie in the folder", (path) => {
    expect(faultsOf(`${header}\n${path},1,t,0,1\n`)).toContain("expected a path inside the table's folder");
  });

  it.each([
    ["date", "2019-13", "expected a date"],
    ["date", "2019-02-30", "expected a date"],
    ["date", "1900-02-29", "expected a date"],
    ["date", "2019-04-31", "expected a date"],
    ["date", "2019-04-00", "expected a date"],
    ["date", "March", "expected a date"],
    ["source", "javascript:alert(1)", "expected a link"],
    ["x_1", "4", "expected x_1,y_1,x_2,y_2"],
  ])("refuses %s %s", (column, cell, expected) => {
    expect(faultsOf(`${header},${column}\na.png,1,t,0,1,${cell}\n`)).toContain(expected);
  });

  it("refuses an empty box and one that is not a number", () => {
    for (const box of ["5,0,5,9", "0,0,1e999,9", "a,0,5,9", "-1,0,5,9"]) {
      expect(faultsOf(`${header},x_1,y_1,x_2,y_2\na.png,1,t,0,1,${box}\n`)).toContain("0 <= x_1 < x_2");
    }
  });

  it("says which columns are missing and what it found instead", () => {
    expect(faultsOf("")).toContain("path,label,split,is_query,is_gallery missing in an empty file");
    expect(faultsOf("path,label,is_query\n")).toContain("split,is_gallery missing in path,label,is_query");
    expect(faultsOf(`${header},label\n`)).toContain("column label stands twice");
  });

  it("names rows with more or fewer cells than the header", () => {
    expect(faultsOf(`${header}\na.png,1,t,0\n`)).toContain("line 2: expected 5 cells, as in the header; found 4");
  });

  it("reads back what formatItemTable writes", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "ü", ",", '"', "\n", "7"), minLength: 1, maxLength: 6 });
    const item = fc.record(
      {
        identity: word,
        split: word,
        isQuery: fc.boolean(),
        isGallery: fc.boolean(),
        category: word,
        title: word,
        date: fc.constantFrom("1999", "2024-02-29", "2000-02-29", "2019-12-31"),
        box: fc.constant({ left: 0, top: 0.5, right: 3, bottom: 4 }),
      },
      { requiredKeys: ["identity", "split", "isQuery", "isGallery"] },
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), (drawn) => {
        const items = drawn.map((each, row): Item => ({ ...each, itemId: `${row}, ä.png` as ItemId }));
        expect(parseItemTable(formatItemTable(items), "items.csv")).toEqual(items);
      }),
    );
  });

  it("reads 50,000 rows in time that grows with the rows alone", () => {
    const rows = Array.from({ length: 50_000 }, (_, row) => `views/${row}.png,${row >> 3},test,0,1,"Chair, ${row}"`);
    const text = [`${header},title`, ...rows].join("\n");
    const start = performance.now();
    expect(parseItemTable(text, "items.csv")).toHaveLength(50_000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
