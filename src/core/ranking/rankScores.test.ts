import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { rankScores } from "./rankScores";

describe("rankScores", () => {
  it("ranks by score, ties by the lower row, with -0 and 0 as one score", () => {
    const { rows, scores } = rankScores(Float32Array.from([0, -1, 2, -0, 2, -Infinity, 1e-45]));
    expect([...rows]).toEqual([2, 4, 6, 0, 3, 1, 5]);
    expect(scores[0]).toBe(2);
  });

  it("ranks nothing", () => {
    expect(rankScores(new Float32Array())).toEqual({ rows: new Uint32Array(), scores: new Float32Array() });
  });

  it("equals a comparison sort for any scores", () => {
    const anyScore = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, -1));
    fc.assert(
      fc.property(fc.array(anyScore), (values) => {
        const scores = Float32Array.from(values);
        const rows = values
          .map((_, row) => row)
          .sort((a, b) => {
            if (scores[a] === scores[b]) return a - b;
            return scores[a]! < scores[b]! ? 1 : -1;
          });
        expect([...rankScores(scores).rows]).toEqual(rows);
      }),
      { seed: 7 },
    );
  });
});
