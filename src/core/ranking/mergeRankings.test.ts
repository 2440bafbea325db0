import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { mergeRankings } from "./mergeRankings";
import type { Ranking } from "./ranking";
import { rankScores } from "./rankScores";

const rankingOf = (rows: number[], scores: number[]): Ranking => ({
  rows: Uint32Array.from(rows),
  scores: Float32Array.from(scores),
});

describe("mergeRankings", () => {
  it("takes the best heads, ties by the lower row", () => {
    const merged = mergeRankings([rankingOf([4, 5], [3, 1]), rankingOf([0, 1, 2], [3, 2, 1])], 4);
    expect(merged).toEqual(rankingOf([0, 4, 1, 2], [3, 3, 2, 1]));
  });

  it("keeps what there is where more is asked for, and nothing of nothing", () => {
    expect(mergeRankings([rankingOf([1], [1]), rankingOf([], [])], 9)).toEqual(rankingOf([1], [1]));
    expect(mergeRankings([], 3)).toEqual(rankingOf([], []));
    expect(mergeRankings([rankingOf([1, 0], [2, 1])], 1)).toEqual(rankingOf([1], [2]));
  });

  it("equals ranking the whole, however it was cut into shards", () => {
    const scores = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 4 }), (values, shards) => {
        const size = Math.ceil(values.length / shards);
        const parts = Array.from({ length: shards }, (_, s) => {
          const part = rankScores(Float32Array.from(values.slice(s * size, (s + 1) * size)));
          return { rows: part.rows.map((row) => row + s * size), scores: part.scores };
        });
        expect(mergeRankings(parts, values.length)).toEqual(rankScores(Float32Array.from(values)));
      }),
      { seed: 7 },
    );
  });
});
