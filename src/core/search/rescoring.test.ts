import { describe, expect, it } from "vitest";

import { EmbeddingTable } from "../embedding/embeddingTable";
import { rescoreCandidates } from "./rescoring";
import type { VectorSource } from "./searchIndex";

/** Rows of one number each, so that a row's score for the query [1] is the number; counts what is read. */
function countedSource(scores: readonly number[]): { source: VectorSource; readRows: number[] } {
  const table = new EmbeddingTable(scores.length, 1, Float32Array.from(scores));
  const readRows: number[] = [];
  const source: VectorSource = {
    firstRow: 0,
    rows: table.rows,
    dimension: 1,
    read: (rows, into) => {
      readRows.push(...rows);
      table.read(rows, into);
    },
  };
  return { source, readRows };
}

const query = Float32Array.of(1);

describe("rescoreCandidates", () => {
  it("ranks by exact scores, not by bounds", () => {
    const { source } = countedSource([1, 3, 2]);
    const candidates = { rows: Uint32Array.of(0, 1, 2), upperBounds: Float64Array.of(9, 4, 5) };
    expect([...rescoreCandidates(source, query, candidates, 2).rows]).toEqual([1, 2]);
  });

  it("reads no row whose bound lies below the worst kept score", () => {
    const scores = Array.from({ length: 1000 }, (_, row) => -row);
    const { source, readRows } = countedSource(scores);
    const candidates = {
      rows: Uint32Array.from(scores, (_, row) => row),
      upperBounds: Float64Array.from(scores, (s) => s + 0.5),
    };
    expect([...rescoreCandidates(source, query, candidates, 3).rows]).toEqual([0, 1, 2]);
    expect(readRows).toEqual([0, 1, 2]);
  });

  it("still reads a row whose bound equals the worst kept score, since a tie goes to the lower row", () => {
    const { source } = countedSource([1, 1]);
    const candidates = { rows: Uint32Array.of(1, 0), upperBounds: Float64Array.of(2, 1) };
    expect([...rescoreCandidates(source, query, candidates, 1).rows]).toEqual([0]);
  });

  it("reads each batch in ascending order of rows", () => {
    const { source, readRows } = countedSource([0, 0, 0, 0]);
    const candidates = { rows: Uint32Array.of(3, 1, 2, 0), upperBounds: Float64Array.of(4, 3, 2, -1) };
    rescoreCandidates(source, query, candidates, 3);
    expect(readRows).toEqual([1, 2, 3]);
  });

  it("ranks what there is where K is more, and nothing where K is 0", () => {
    const { source } = countedSource([5, 6]);
    const candidates = { rows: Uint32Array.of(0, 1), upperBounds: Float64Array.of(Infinity, Infinity) };
    expect([...rescoreCandidates(source, query, candidates, 10).rows]).toEqual([1, 0]);
    expect(rescoreCandidates(source, query, candidates, 0).rows).toHaveLength(0);
  });
});
