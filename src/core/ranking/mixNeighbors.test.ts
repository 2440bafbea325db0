import { describe, expect, it } from "vitest";

import type { Matrix } from "../numeric/matrix";
import { seededRandom } from "../numeric/random";
import { mixNeighbors, type MixRule, othersNearby, similarityWeight } from "./mixNeighbors";
import { findNeighborsPlainly, type Neighbors } from "./neighbors";

const line: Matrix = { rows: 3, columns: 2, values: Float32Array.of(1, 0, 0, 1, 0, 2) };
const neighbors: Neighbors = {
  queries: 1,
  count: 2,
  rows: Uint32Array.of(1, 2),
  scores: Float32Array.of(0.5, 0.25),
};
const vector: Matrix = { rows: 1, columns: 2, values: Float32Array.of(4, 0) };
const byScore: MixRule = {
  ownWeight: 1,
  weightOf: (_place, score) => score,
  divisor: "nothing",
  isNormalized: false,
};

async function mixed(rule: Partial<MixRule>): Promise<number[]> {
  return [...(await mixNeighbors(vector, { source: line, neighbors }, { ...byScore, ...rule })).values];
}

describe("mixNeighbors", () => {
  it("sums a vector and its neighbors up and divides as the rule says", async () => {
    expect(await mixed({})).toEqual([4, 1]);
    expect(await mixed({ ownWeight: 0 })).toEqual([0, 1]);
    expect(await mixed({ divisor: "count" })).toEqual([4 / 3, 1 / 3].map(Math.fround));
    expect(await mixed({ divisor: "count", ownWeight: 0 })).toEqual([0, 0.5]);
    expect(await mixed({ divisor: "weights" })).toEqual([4 / 1.75, 1 / 1.75].map(Math.fround));
    expect(await mixed({ ownWeight: 0, isNormalized: true })).toEqual([0, 1]);
    expect(await mixed({ weightOf: (place) => place })).toEqual([4, 2]);
  });

  it("gives zeros where nothing counts, never NaN", async () => {
    const nothing: Partial<MixRule> = { ownWeight: 0, weightOf: () => 0, isNormalized: true };
    for (const divisor of ["nothing", "count", "weights"] as const) {
      expect(await mixed({ ...nothing, divisor })).toEqual([0, 0]);
    }
  });

  it("reports up to the last row, and ends when the report throws", async () => {
    const reports: number[][] = [];
    await mixNeighbors(vector, { source: line, neighbors }, byScore, (...report) => void reports.push(report));
    expect(reports).toEqual([[1, 1]]);
    const stopped = mixNeighbors(vector, { source: line, neighbors }, byScore, () => {
      throw new Error("stopped");
    });
    await expect(stopped).rejects.toThrow("stopped");
  });
});

describe("similarityWeight", () => {
  it("is a power, and 0 where that is no number", () => {
    expect([0, 1, 2, 3].map((alpha) => similarityWeight(alpha)(0, -0.5))).toEqual([1, -0.5, 0.25, -0.125]);
    expect(similarityWeight(2.5)(0, -0.5)).toBe(0);
    expect(similarityWeight(0)(0, 0)).toBe(1);
  });
});

describe("othersNearby", () => {
  const random = seededRandom(3);
  const rows: Matrix = { rows: 6, columns: 3, values: Float32Array.from({ length: 18 }, () => random.normal()) };
  const queries: Matrix = { rows: 2, columns: 3, values: rows.values.slice(6, 12) };

  it("leaves a query's own row out and keeps the order of the others", async () => {
    const all = await findNeighborsPlainly(queries, rows, 6);
    const others = await othersNearby(findNeighborsPlainly, queries, rows, {
      count: 4,
      ownRows: Int32Array.of(2, -1),
    });
    expect([...others.rows.slice(0, 4)]).toEqual([...all.rows.slice(0, 6)].filter((row) => row !== 2).slice(0, 4));
    expect([...others.rows.slice(4)]).toEqual([...all.rows.slice(6, 10)]);
  });

  it("finds what a search finds where no query has its own row", async () => {
    const plain = await findNeighborsPlainly(queries, rows, 3);
    for (const ownRows of [null, Int32Array.of(-1, -1)]) {
      expect(await othersNearby(findNeighborsPlainly, queries, rows, { count: 3, ownRows })).toEqual(plain);
    }
  });

  it("finds no more than the other rows", async () => {
    const ownRows = Int32Array.of(2, 3);
    expect(await othersNearby(findNeighborsPlainly, queries, rows, { count: 9, ownRows })).toMatchObject({ count: 5 });
  });

  it("refuses own rows of other queries", async () => {
    const ownRows = Int32Array.of(2);
    await expect(othersNearby(findNeighborsPlainly, queries, rows, { count: 1, ownRows })).rejects.toThrow(/own rows/);
  });
});
