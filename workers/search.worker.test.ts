import * as Comlink from "comlink";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { SearchService } from "../src/contracts/searchService";
import { EmbeddingTable, writeNpy } from "../src/core/embedding/embeddingTable";
import { encodeFloat16 } from "../src/core/numeric/float16";
import { TableSearch } from "../src/engine/tableSearch";
import { keepHintOfThrown } from "./exposeService";

// The service and its caller in one realm, over the channel that a worker has.
const { port1, port2 } = new MessageChannel();
const service = Comlink.wrap<SearchService>(port2);

const rows = 10;
const numbers = Float32Array.from({ length: rows * 2 }, (_, i) => (i % 2 === 0 ? 1 : i >> 1));
const asFile = (table: EmbeddingTable) => ({ kind: "file", file: new Blob([writeNpy(table)]) }) as const;
const table = asFile(new EmbeddingTable(rows, 2, numbers));
const whole = { index: 0, count: 1 };

beforeAll(() => {
  keepHintOfThrown();
  Comlink.expose(new TableSearch(), port1);
});

afterAll(() => {
  port1.close();
  port2.close();
});

describe("the search service over a channel", () => {
  it("plans a table from its header alone", async () => {
    expect(await service.planTable(table, "javascript")).toEqual({ rows, dimension: 2, backendKind: "javascript" });
  });

  it("opens parts that make up the whole, and counts rows in the whole", async () => {
    const parts: number[] = [];
    for (const index of [0, 1, 2]) {
      const opened = await service.openTable(table, { index, count: 3 }, "javascript");
      const [ranking] = await service.search(index, Float32Array.of(0, -1), opened.rows);
      expect([...ranking!.rows]).toEqual(Array.from({ length: opened.rows }, (_, i) => opened.firstRow + i));
      parts.push(...ranking!.rows);
      expect(await service.readVectors(Uint32Array.of(opened.firstRow))).toEqual(Float32Array.of(1, opened.firstRow));
    }
    expect(parts).toEqual(Array.from({ length: rows }, (_, row) => row));
  });

  it("reads tables of float16", async () => {
    const halves = asFile(new EmbeddingTable(rows, 2, Uint16Array.from(numbers, encodeFloat16)));
    const opened = await service.openTable(halves, whole, "javascript");
    expect(opened).toMatchObject({ firstRow: 0, rows, dimension: 2, residentBytes: rows * 2 * 2 });
    expect(await service.readVectors(Uint32Array.of(9, 3))).toEqual(Float32Array.of(1, 9, 1, 3));
  });

  it("keeps what was open when another table cannot be opened, and says why with a hint", async () => {
    await service.openTable(table, whole, "javascript");
    const cut = { kind: "file", file: table.file.slice(0, -4) } as const;
    await expect(service.openTable(cut, whole, "javascript")).rejects.toMatchObject({
      name: "EmbeddingTableFormatError",
      message: "expected a file of 208 bytes for 10 × 2 float32 numbers; found 204 bytes",
      hint: expect.stringContaining("numpy.save") as string,
    });
    const [ranking] = await service.search(1, Float32Array.of(0, 1), 1);
    expect([...ranking!.rows]).toEqual([9]);
  });

  it("ends a cancelled search with AbortError", async () => {
    const large = asFile(new EmbeddingTable(60_000, 16, new Float32Array(60_000 * 16)));
    await service.openTable(large, whole, "javascript");
    const search = service.search(77, new Float32Array(40 * 16), 60_000);
    void service.cancel(77);
    await expect(search).rejects.toMatchObject({ name: "AbortError" });
  });

  it("refuses a query of another dimension", async () => {
    await service.openTable(table, whole, "javascript");
    await expect(service.search(2, Float32Array.of(1, 2, 3), 1)).rejects.toMatchObject({
      name: "DimensionMismatchError",
    });
  });

  it("has no table after it was closed", async () => {
    await service.closeTable();
    await expect(service.search(3, Float32Array.of(1, 2), 1)).rejects.toThrow("must be opened");
  });
});
