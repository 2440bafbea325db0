import { describe, expect, it } from "vitest";

import { makeRanking } from "./makeRanking";

const make = (rows: number[], scores: number[]): unknown =>
  makeRanking(Uint32Array.from(rows), Float32Array.from(scores));

describe("makeRanking", () => {
  it("takes scores that fall and ties by ascending row", () => {
    expect(make([4, 1, 3], [0.5, 0.25, 0.25])).toEqual({
      rows: Uint32Array.of(4, 1, 3),
      scores: Float32Array.of(0.5, 0.25, 0.25),
    });
    expect(make([], [])).toEqual({ rows: new Uint32Array(0), scores: new Float32Array(0) });
  });

  it.each([
    ["rising scores", [0, 1], [0.1, 0.2]],
    ["a tie by descending row", [3, 1], [0.5, 0.5]],
    ["a row twice in a tie", [1, 1], [0.5, 0.5]],
    ["a row twice", [1, 2, 1], [3, 2, 1]],
    ["a score that is no number", [1, 2], [NaN, 0]],
    ["another number of scores", [1, 2], [1]],
  ])("refuses %s", (_, rows, scores) => {
    expect(() => make(rows, scores)).toThrow(/ranking/);
  });
});
