import { describe, expect, it } from "vitest";

import { countAtLeast, countByCode, filterRanking } from "./filterRanking";
import { rankScores } from "./rankScores";

const ranking = rankScores(Float32Array.of(0.5, 0.75, 0.25, 0.5)); // rows 1, 0, 3, 2

describe("filterRanking", () => {
  it("keeps hits that pass, in order", () => {
    const kept = filterRanking(ranking, (row) => row !== 0);
    expect([...kept.rows]).toEqual([1, 3, 2]);
    expect([...kept.scores]).toEqual([0.75, 0.5, 0.25]);
  });

  it("returns the ranking itself where all pass, and an empty one where none does", () => {
    expect(filterRanking(ranking, () => true)).toBe(ranking);
    expect(filterRanking(ranking, () => false).rows).toHaveLength(0);
  });
});

describe("countAtLeast", () => {
  it("counts hits down to a score, equal ones included", () => {
    expect([1, 0.75, 0.6, 0.5, 0.25, 0].map((threshold) => countAtLeast(ranking, threshold))).toEqual([
      0, 1, 1, 3, 4, 4,
    ]);
  });
});

describe("countByCode", () => {
  it("counts hits that pass by the value of their row", () => {
    expect([...countByCode(ranking, Uint32Array.of(2, 0, 2, 0), 3, (row) => row !== 3)]).toEqual([1, 0, 2]);
  });
});
