import { describe, expect, it } from "vitest";

import { EmbeddingTable } from "../embedding/embeddingTable";
import { ExactSearch } from "./exactSearch";

const never = new AbortController().signal;

function tableOf(...vectors: number[][]): EmbeddingTable {
  return new EmbeddingTable(vectors.length, vectors[0]?.length ?? 1, Float32Array.from(vectors.flat()));
}

describe("ExactSearch", () => {
  it("ranks by inner product, ties by the lower row", async () => {
    const index = new ExactSearch(tableOf([1, 0], [0, 1], [1, 0], [-1, 0]));
    const [first, second] = await index.search(Float32Array.of(2, 1, 0, 3), 3, never);
    expect([...first!.rows]).toEqual([0, 2, 1]);
    expect([...first!.scores]).toEqual([2, 2, 1]);
    expect([...second!.rows]).toEqual([1, 0, 2]);
  });

  it("sums in float64 and rounds once", async () => {
    const index = new ExactSearch(tableOf([1e8, 1, -1e8]));
    const [ranking] = await index.search(Float32Array.of(1, 1, 1), 1, never);
    expect(ranking!.scores[0]).toBe(1);
  });

  it("ranks all rows alike whether asked for the complete ranking or for almost all of it", async () => {
    const rows = 700;
    const vectors = Float32Array.from({ length: rows * 2 }, (_, i) => (i * 7919) % 13);
    const index = new ExactSearch(new EmbeddingTable(rows, 2, vectors));
    const [complete] = await index.search(Float32Array.of(1, -2), rows + 5, never);
    const [most] = await index.search(Float32Array.of(1, -2), rows - 1, never);
    expect(complete!.rows).toHaveLength(rows);
    expect(complete!.rows.slice(0, -1)).toEqual(most!.rows);
    expect(complete!.scores.slice(0, -1)).toEqual(most!.scores);
  });

  it("answers no queries, no wanted rows and an empty gallery with nothing", async () => {
    const index = new ExactSearch(tableOf([1, 2]));
    expect(await index.search(new Float32Array(), 1, never)).toEqual([]);
    expect((await index.search(Float32Array.of(1, 1), 0, never))[0]!.rows).toHaveLength(0);
    const empty = new ExactSearch(new EmbeddingTable(0, 2, new Float32Array()));
    expect((await empty.search(Float32Array.of(1, 1), 5, never))[0]!.rows).toHaveLength(0);
  });

  it("refuses a query of another dimension or with NaN, and says where", async () => {
    const index = new ExactSearch(tableOf([1, 2]));
    await expect(index.search(Float32Array.of(1, 2, 3), 1, never)).rejects.toThrow("expected queries of 2 numbers");
    await expect(index.search(Float32Array.of(1, 2, 3, NaN), 1, never)).rejects.toThrow(
      "query 1 holds NaN at position 1",
    );
  });

  it("stops between blocks when cancelled", async () => {
    const controller = new AbortController();
    const index = new ExactSearch(tableOf(...Array.from({ length: 2000 }, () => [1])), () => {
      controller.abort();
      return Promise.resolve();
    });
    await expect(index.search(Float32Array.of(1), 5, controller.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});
