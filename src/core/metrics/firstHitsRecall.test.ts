import { describe, expect, it } from "vitest";

import { firstHitsRecall } from "./firstHitsRecall";
import { packJudged } from "./judgedQueries";

const judged = (...best: number[][]) =>
  packJudged(
    best.map((rows) => ({
      identity: 0,
      ranks: new Uint32Array(),
      tieEnds: new Uint32Array(),
      rankScores: new Float32Array(),
      relevantCount: 0,
      best: Uint32Array.from(rows),
      bestScores: new Float32Array(rows.length),
    })),
  );

describe("firstHitsRecall", () => {
  it("counts what is found of all queries' first hits, in whatever order", () => {
    expect(firstHitsRecall(judged([1, 2, 3], [4]), judged([3, 1, 9], [5]))).toBe(0.5);
  });

  it("is 1 for a ranking itself, and NaN where there is nothing to find", () => {
    expect(firstHitsRecall(judged([7, 8]), judged([7, 8]))).toBe(1);
    expect(firstHitsRecall(judged([]), judged([]))).toBeNaN();
  });
});
