import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { fusedScorer, type ScoreFusionRule } from "./fusedScorer";
import { rankScores } from "./rankScores";
import type { Scorer } from "./scorer";

const rules: readonly ScoreFusionRule[] = ["distance-mean", "votes", "reciprocal-rank"];

/** A scorer of given scores, one list for each query. */
function scorerOf(...scores: readonly (readonly number[])[]): Scorer {
  return {
    queries: scores.length,
    rows: scores[0]!.length,
    score: (from, to, into) => {
      into.set(scores.slice(from, to).flat());
      return Promise.resolve();
    },
  };
}

async function fusedScores(scorers: readonly Scorer[], rule: ScoreFusionRule, weights?: number[]): Promise<number[]> {
  const fused = fusedScorer(scorers, { rule, weights: weights ?? scorers.map(() => 1) });
  const into = new Float32Array(fused.queries * fused.rows);
  await fused.score(0, fused.queries, into);
  return [...into];
}

function randomScorers(seed: number, count: number, rows: number): Scorer[] {
  const random = seededRandom(seed);
  // Few different scores, so that ties are common.
  const scores = (): number[] => Array.from({ length: rows }, () => random.integer(9) / 8 - 0.5);
  return Array.from({ length: count }, () => scorerOf(scores(), scores()));
}

/** The rows with their fused score, by the rules as they are written; votes of rows without one are 0. */
async function byDefinition(scorers: readonly Scorer[], rule: ScoreFusionRule, weights: number[]): Promise<number[]> {
  const { queries, rows } = scorers[0]!;
  const total = weights.reduce((a, b) => a + b);
  const fused = Array.from({ length: queries * rows }, () => 0);
  for (const [at, scorer] of scorers.entries()) {
    for (let query = 0; query < queries; query++) {
      const scores = new Float32Array(rows);
      await scorer.score(query, query + 1, scores);
      for (let row = 0; row < rows; row++) {
        const rank =
          1 +
          [...scores.keys()].filter((o) => scores[o]! > scores[row]! || (scores[o] === scores[row] && o < row)).length;
        const part = {
          "distance-mean": scores[row]!,
          votes: rank <= 10 ? 1 / rank : 0,
          "reciprocal-rank": 1 / (60 + rank),
        };
        fused[query * rows + row]! += (weights[at]! / total) * part[rule];
      }
    }
  }
  return fused;
}

describe("fusedScorer", () => {
  const two = [scorerOf([0.75, 0.5, 0.25]), scorerOf([0.25, 0.375, 0.5])];

  it("takes the weighted mean of scores", async () => {
    expect(await fusedScores(two, "distance-mean", [3, 1])).toEqual([0.625, 0.46875, 0.3125]);
  });

  it("adds a vote of one over the rank", async () => {
    expect(await fusedScores(two, "votes")).toEqual([(1 + 1 / 3) / 2, 1 / 2, (1 / 3 + 1) / 2].map(Math.fround));
  });

  it("adds up reciprocal ranks", async () => {
    const ends = (1 / 61 + 1 / 63) / 2;
    expect(await fusedScores(two, "reciprocal-rank")).toEqual([ends, 1 / 62, ends].map(Math.fround));
  });

  it.each(rules)("%s equals the written rule for many scorers, weights and ties", async (rule) => {
    for (let seed = 1; seed <= 20; seed++) {
      const scorers = randomScorers(seed, 1 + (seed % 4), 5 + seed);
      const weights = scorers.map((_, at) => 1 + ((seed + at) % 3));
      const expected = await byDefinition(scorers, rule, weights);
      (await fusedScores(scorers, rule, weights)).forEach((score, at) => expect(score).toBeCloseTo(expected[at]!, 6));
    }
  });

  it("stands rows without a vote behind all others, in order of their ranks", async () => {
    const falling = Array.from({ length: 40 }, (_, row) => -row);
    const fused = await fusedScores([scorerOf(falling), scorerOf(falling)], "votes", [1, 1e-3]);
    expect([...rankScores(Float32Array.from(fused)).rows]).toEqual([...falling.keys()]);
    expect(Math.max(...fused.slice(10))).toBeLessThan(fused[9]! / 1e6);
  });

  it.each(rules)("%s of one scorer alone keeps its ranking", async (rule) => {
    const [scorer] = randomScorers(3, 1, 30);
    const fused = Float32Array.from((await fusedScores([scorer!], rule)).slice(0, 30));
    const scores = new Float32Array(30);
    await scorer!.score(0, 1, scores);
    expect(rankScores(fused).rows).toEqual(rankScores(scores).rows);
  });

  it.each(rules)("%s does not care for the order of scorers or the scale of weights", async (rule) => {
    for (let seed = 1; seed <= 10; seed++) {
      const [a, b, c] = randomScorers(seed, 3, 25);
      const fused = await fusedScores([a!, b!, c!], rule, [1, 2, 3]);
      expect(await fusedScores([c!, a!, b!], rule, [6, 2, 4])).toEqual(fused);
    }
  });

  it.each(rules)("%s leaves a scorer of weight 0 out, without asking it", async (rule) => {
    const silent: Scorer = { queries: 1, rows: 3, score: () => Promise.reject(new Error("asked")) };
    expect(await fusedScores([two[0]!, silent], rule, [2, 0])).toEqual(await fusedScores([two[0]!], rule));
  });

  it.each(rules)("%s scores a few queries as it scores all", async (rule) => {
    const scorers = randomScorers(8, 2, 12);
    const fused = fusedScorer(scorers, { rule, weights: [1, 2] });
    const into = new Float32Array(20).fill(7);
    await fused.score(1, 2, into);
    expect([...into.slice(0, 12)]).toEqual((await fusedScores(scorers, rule, [1, 2])).slice(12));
    expect([...into.slice(12)]).toEqual(Array.from({ length: 8 }, () => 7));
  });

  it("refuses scorers that do not fit together and weights that leave none", () => {
    const wide = scorerOf([1, 2, 3, 4]);
    expect(() => fusedScorer([...two, wide], { rule: "votes", weights: [1, 1, 1] })).toThrow(/same queries and rows/);
    for (const weights of [[0, 0], [1], [1, -1], [NaN, 1]]) {
      expect(() => fusedScorer(two, { rule: "votes", weights })).toThrow(/weights/);
    }
    expect(() => fusedScorer([], { rule: "votes", weights: [] })).toThrow(/a scorer/);
  });
});
