import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { averagePrecisionAtK, tiedAveragePrecision, trapezoidAveragePrecision } from "./averagePrecisionForms";
import type { JudgedQuery } from "./judgedQueries";
import { averagePrecisionHistogram, cmcCurve, marginOf, precisionRecallCurve } from "./rankCurves";
import { reviewOrder } from "./reviewOrder";

function query(ranks: number[], relevantCount: number, scores?: number[]): JudgedQuery {
  const sum = ranks.reduce((total, rank, at) => total + (at + 1) / (rank + 1), 0);
  return {
    identity: 0,
    ranks: Uint32Array.from(ranks),
    tieEnds: Uint32Array.from(ranks),
    rankScores: Float32Array.from(ranks, (rank) => scores?.[rank] ?? 1 - rank / 100),
    relevantCount,
    best: Uint32Array.from({ length: 10 }, (_, rank) => rank),
    bestScores: Float32Array.from({ length: 10 }, (_, rank) => scores?.[rank] ?? 1 - rank / 100),
    averagePrecision: relevantCount === 0 ? NaN : sum / relevantCount,
    firstHit: ranks[0] ?? -1,
  };
}

describe("precisionRecallCurve", () => {
  it("gives at each recall the best precision at that recall or a higher one", () => {
    const curve = precisionRecallCurve([query([1, 2, 8], 3)]);
    // Precisions 1/2, 2/3, 3/9 at recalls 1/3, 2/3, 1.
    expect([curve[0], curve[33], curve[34], curve[66], curve[67], curve[100]]).toEqual([
      2 / 3,
      2 / 3,
      2 / 3,
      2 / 3,
      1 / 3,
      1 / 3,
    ]);
  });

  it("falls, ends at 0 where something was not found, and equals its definition", () => {
    const random = seededRandom(2);
    for (let round = 0; round < 50; round++) {
      const ranks = [...new Set(Array.from({ length: 5 }, () => random.integer(30)))].sort((a, b) => a - b);
      const wanted = ranks.length + random.integer(2);
      const curve = precisionRecallCurve([query(ranks, wanted)]);
      curve.forEach((value, level) => {
        const reached = ranks.flatMap((rank, at) =>
          (at + 1) / wanted >= level / 100 - 1e-9 ? [(at + 1) / (rank + 1)] : [],
        );
        expect(value).toBeCloseTo(Math.max(0, ...reached), 12);
      });
    }
  });
});

it("cmcCurve counts queries with a match among the first K, and leaves those without any out", () => {
  const curve = cmcCurve([query([0], 1), query([2, 3], 2), query([], 0)], 4);
  expect([...curve]).toEqual([0.5, 0.5, 1, 1]);
});

it("averagePrecisionHistogram puts 1 into the last bin", () => {
  expect([...averagePrecisionHistogram([query([0], 1), query([1], 1), query([], 0)], 4)]).toEqual([0, 0, 1, 1]);
});

it("marginOf is the best match's score minus the best wrong hit's", () => {
  const scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
  expect(marginOf(query([0, 1, 4], 3, scores))).toBeCloseTo(0.2, 6);
  expect(marginOf(query([3], 1, scores))).toBeCloseTo(-0.3, 6);
  expect(marginOf(query([], 2, scores))).toBeNaN();
});

it("reviewOrder puts the lowest average precision first, and queries with nothing to find last", () => {
  const queries = [query([0], 1), query([], 0), query([3], 1), query([1], 1)];
  expect([...reviewOrder(queries, "lowest-ap", null)]).toEqual([2, 3, 0, 1]);
  const other = [query([0], 1), query([], 0), query([3], 1), query([9], 1)];
  expect([...reviewOrder(queries, "largest-disagreement", other)]).toEqual([3, 0, 2, 1]);
  expect([...reviewOrder(queries, "largest-disagreement", null)]).toEqual([0, 1, 2, 3]);
});

describe("forms of average precision", () => {
  it("takes the precision before the first rank as 1 in trapezoids", () => {
    expect(trapezoidAveragePrecision(Uint32Array.of(0), 1)).toBe(1);
    expect(trapezoidAveragePrecision(Uint32Array.of(1), 1)).toBe((0 + 1 / 2) / 2);
  });

  it("does not care for the order within a tie", () => {
    expect(tiedAveragePrecision(Uint32Array.of(3, 3), 2)).toBe(0.5);
    expect(tiedAveragePrecision(Uint32Array.of(0, 3), 2)).toBe((1 + 2 / 4) / 2);
  });

  it("divides by what can stand among the first K", () => {
    expect(averagePrecisionAtK(Uint32Array.of(0, 1, 5), 20, 2)).toBe(1);
    expect(averagePrecisionAtK(Uint32Array.of(0, 5), 2, 3)).toBe(0.5);
    expect(averagePrecisionAtK(new Uint32Array(), 0, 3)).toBeNaN();
  });
});
