import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { type FusionRule, fuseRankings, type WeightedView } from "./fusion";
import { makeRanking } from "./makeRanking";
import { rankScores } from "./rankScores";

const rules: FusionRule[] = ["max", "mean", "reciprocal-rank"];

function view(weight: number, ...scores: number[]): WeightedView {
  return { weight, ranking: rankScores(Float32Array.from(scores)) };
}

function randomViews(seed: number, viewCount: number, rows: number): WeightedView[] {
  const random = seededRandom(seed);
  // Few different scores, so that ties are common.
  return Array.from({ length: viewCount }, () =>
    view(random.integer(4) + 1, ...Array.from({ length: rows }, () => random.integer(8) / 4 - 1)),
  );
}

/** The rules as they are written, over plain numbers by row. */
function byDefinition(views: readonly WeightedView[], rule: FusionRule, rows: number): number[] {
  const total = views.reduce((sum, { weight }) => sum + weight, 0);
  const heaviest = Math.max(...views.map(({ weight }) => weight));
  return Array.from({ length: rows }, (_, row) => {
    const parts = views.map(({ ranking, weight }) => {
      const rank = ranking.rows.indexOf(row);
      const score = ranking.scores[rank]!;
      if (rule === "reciprocal-rank") return ((weight / (61 + rank)) * 61) / total;
      return rule === "mean" ? (weight * score) / total : score > 0 ? (score * weight) / heaviest : score;
    });
    return rule === "max" ? Math.max(...parts) : parts.reduce((sum, part) => sum + part, 0);
  });
}

describe("fuseRankings", () => {
  it("takes the best score of any view and says which view it was", () => {
    const fused = fuseRankings([view(1, 0.9, 0.1, 0.3), view(1, 0.2, 0.8, 0.3)], "max");
    expect([...fused.rows]).toEqual([0, 1, 2]);
    expect([...fused.scores]).toEqual([0.9, 0.8, 0.3].map(Math.fround));
    expect([...fused.views]).toEqual([0, 1, 0]);
  });

  it("takes the weighted mean of scores", () => {
    const fused = fuseRankings([view(3, 0.5, 0), view(1, 0, 1)], "mean");
    expect([...fused.rows]).toEqual([0, 1]);
    expect([...fused.scores]).toEqual([0.375, 0.25]);
    expect([...fused.views]).toEqual([0, 1]);
  });

  it("gives 1 to a hit that is first in every view, by reciprocal rank", () => {
    const fused = fuseRankings([view(1, 9, 1, 5), view(2, 9, 8, 1)], "reciprocal-rank");
    expect(fused.rows[0]).toBe(0);
    expect(fused.scores[0]).toBeCloseTo(1, 6);
    // Row 1 is third, then second; row 2 second, then third.
    expect([...fused.rows]).toEqual([0, 1, 2]);
    expect(fused.scores[1]).toBeCloseTo((61 / 63 + (2 * 61) / 62) / 3, 6);
  });

  it("does not raise a negative score by a small weight", () => {
    expect([...fuseRankings([view(1, -0.5, -0.2), view(0.1, -0.9, -0.9)], "max").scores]).toEqual(
      [-0.2, -0.5].map(Math.fround),
    );
  });

  it("leaves a view of weight 0 out", () => {
    for (const rule of rules) {
      const alone = fuseRankings([view(1, 0.1, 0.9, 0.5)], rule);
      expect(fuseRankings([view(2, 0.1, 0.9, 0.5), view(0, 1, 0, 1)], rule)).toEqual(alone);
    }
  });

  it("equals the written rules for many views, weights and ties, and keeps the law of rankings", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const rows = 1 + (seed % 13);
      const views = randomViews(seed, 1 + (seed % 4), rows);
      for (const rule of rules) {
        const fused = fuseRankings(views, rule);
        expect(() => makeRanking(fused.rows, fused.scores)).not.toThrow();
        const expected = byDefinition(views, rule, rows);
        fused.rows.forEach((row, rank) => expect(fused.scores[rank]).toBeCloseTo(expected[row]!, 5));
      }
    }
  });

  it("does not care for the scale of weights", () => {
    const views = randomViews(5, 3, 20);
    for (const rule of rules) {
      const doubled = views.map((each) => ({ ...each, weight: each.weight * 2 }));
      expect(fuseRankings(doubled, rule)).toEqual(fuseRankings(views, rule));
    }
  });

  it("refuses rankings that are not complete, and weights that leave nothing", () => {
    expect(() => fuseRankings([view(1, 1, 2), view(1, 1, 2, 3)], "max")).toThrow(/complete/);
    expect(() => fuseRankings([view(0, 1, 2)], "max")).toThrow(/above 0/);
    expect(() => fuseRankings([view(1, 1), view(NaN, 1)], "max")).toThrow(/at least 0/);
  });
});
