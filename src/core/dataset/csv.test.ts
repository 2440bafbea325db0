import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatCsvRecord, readCsv, type TextFault } from "./csv";

function read(text: string): { records: [number, readonly string[]][]; faults: TextFault[] } {
  const faults: TextFault[] = [];
  const records = [...readCsv(text, faults)].map(({ line, cells }): [number, readonly string[]] => [line, cells]);
  return { records, faults };
}

describe("readCsv", () => {
  it("reads cells and counts lines from 1", () => {
    expect(read("a,b\n1,2\n").records).toEqual([
      [1, ["a", "b"]],
      [2, ["1", "2"]],
    ]);
  });

  it("reads quoted commas, line breaks and doubled quotes, and keeps counting lines behind them", () => {
    const { records, faults } = read('a,"x,y"\r\n"two\nlines","say ""hi"""\r\nlast,"",\r\n');
    expect(records).toEqual([
      [1, ["a", "x,y"]],
      [2, ["two\nlines", 'say "hi"']],
      [4, ["last", "", ""]],
    ]);
    expect(faults).toEqual([]);
  });

  it("skips a byte order mark and blank lines, and needs no line break at the end", () => {
    expect(read("\uFEFFa,b\r\n\r\n\n1,2").records).toEqual([
      [1, ["a", "b"]],
      [4, ["1", "2"]],
    ]);
  });

  it("keeps empty cells, the last one too", () => {
    expect(read(",\n").records).toEqual([[1, ["", ""]]]);
  });

  it("takes a quote inside an unquoted cell for itself", () => {
    expect(read('3" pipe,b\n').records).toEqual([[1, ['3" pipe', "b"]]]);
  });

  it("names the line of a quote that is never closed, and of text behind a closing quote", () => {
    expect(read('a\n"b\nc').faults).toEqual([{ line: 2, message: "a quoted cell is never closed" }]);
    expect(read('"a"b,c\n').faults).toEqual([{ line: 1, message: '"b" stands behind the closing quote of a cell' }]);
  });

  it("reads back what formatCsvRecord writes", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", "😀", ",", '"', "\n", "\r\n", " ") });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((cells) => `${formatCsvRecord(cells)}\r\n`).join("");
        expect(read(text).records.map(([, cells]) => cells)).toEqual(rows);
        expect(read(text).faults).toEqual([]);
      }),
    );
  });
});
