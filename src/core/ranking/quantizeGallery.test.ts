import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Matrix, rowOf } from "../numeric/matrix";
import { normalizedRows } from "../numeric/normalizedRows";
import { seededRandom } from "../numeric/random";
import { innerProductScorer } from "./innerProductScorer";
import { quantizeGallery, rescoreBest } from "./quantizeGallery";
import { rankScores } from "./rankScores";
import type { SwitchedStep } from "./rankRecipe";
import { type RankTools, runRankSteps } from "./runRankSteps";
import type { Scorer } from "./scorer";

const signal = new AbortController().signal;
const pace = { signal };

function unitRows(rows: number, columns: number, seed: number): Matrix {
  const random = seededRandom(seed);
  return normalizedRows({
    rows,
    columns,
    values: Float32Array.from({ length: rows * columns }, () => random.normal()),
  });
}

const scorerOf = (...scores: number[]): Scorer => ({
  queries: 1,
  rows: scores.length,
  score: (_from, _to, into) => {
    into.set(scores);
    return Promise.resolve();
  },
});

async function scoresOf(scorer: Scorer): Promise<Float32Array<ArrayBuffer>> {
  const scores = new Float32Array(scorer.queries * scorer.rows);
  await scorer.score(0, scorer.queries, scores);
  return scores;
}

describe("rescoreBest", () => {
  it("puts the best by codes first, by their exact scores, and leaves the others in their order", async () => {
    const scores = await scoresOf(rescoreBest(scorerOf(0.9, 0.8, 0.7, 0.6), scorerOf(0.1, 0.2, 9, 9), 2));
    expect([...rankScores(scores).rows]).toEqual([1, 0, 2, 3]);
    expect(scores[1]).toBe(Math.fround(0.2));
  });

  it("leaves scores as they are where none is asked for, and gives exact ones where all are", async () => {
    const [codes, exact] = [scorerOf(3, 2, 1), scorerOf(1, 2, 3)];
    expect([...(await scoresOf(rescoreBest(codes, exact, 0)))]).toEqual([3, 2, 1]);
    expect([...(await scoresOf(rescoreBest(codes, exact, 99)))]).toEqual([1, 2, 3]);
  });

  it("ranks as a sort of the first and the rest apart does", async () => {
    const numbers = fc.float({ min: -1, max: 1, noNaN: true });
    const pairs = fc.uniqueArray(fc.tuple(numbers, numbers), {
      minLength: 1,
      maxLength: 30,
      selector: ([code]) => code,
    });
    await fc.assert(
      fc.asyncProperty(pairs, fc.integer({ min: 1, max: 30 }), async (drawn, count) => {
        const [codes, exact] = [drawn.map(([code]) => code + 0), drawn.map(([, score]) => score + 0)];
        const scores = await scoresOf(rescoreBest(scorerOf(...codes), scorerOf(...exact), count));
        const byCodes = [...rankScores(Float32Array.from(codes)).rows];
        const first = byCodes.slice(0, count).sort((a, b) => exact[b]! - exact[a]! || a - b);
        expect([...rankScores(scores).rows].slice(0, first.length)).toEqual(first);
      }),
      { seed: 7 },
    );
  });
});

describe("the quantize step", () => {
  const vectors = { queries: unitRows(4, 32, 1), gallery: unitRows(300, 32, 2), ownRows: null };
  const tools: RankTools = {
    findNeighbors: () => Promise.reject(new Error("no step here looks for neighbors")),
    scoreProducts: innerProductScorer,
    negatives: null,
    signal,
  };
  const step = (bytes: number, rescore: number): SwitchedStep => ({ kind: "quantize", bytes, rescore, isOn: true });

  it("scores by what codes give back of the gallery, and leaves queries as they are", async () => {
    const { scorer } = await runRankSteps(vectors, [step(9, 0)], tools);
    const decoded = await quantizeGallery(vectors.gallery, { bytes: 9 }, pace);
    expect(await scoresOf(scorer)).toEqual(await scoresOf(innerProductScorer(vectors.queries, decoded)));
  });

  it("gives the plain ranking where every item is rescored", async () => {
    const { scorer } = await runRankSteps(vectors, [step(9, 300)], tools);
    expect(await scoresOf(scorer)).toEqual(await scoresOf(innerProductScorer(vectors.queries, vectors.gallery)));
  });

  it("comes nearer to the gallery with more bytes", async () => {
    const missed = [];
    for (const bytes of [3, 9, 17]) {
      const decoded = await quantizeGallery(vectors.gallery, { bytes }, pace);
      const row = (at: number) => rowOf(decoded, at).map((value, d) => value - rowOf(vectors.gallery, at)[d]!);
      missed.push(Array.from({ length: 300 }, (_, at) => Math.hypot(...row(at))).reduce((sum, one) => sum + one));
    }
    expect(missed).toEqual([...missed].sort((a, b) => b - a));
  });

  it("says what to do about too few items and too many bytes", async () => {
    const few = { ...vectors, gallery: unitRows(15, 32, 3) };
    await expect(runRankSteps(few, [step(9, 0)], tools)).rejects.toMatchObject({
      name: "RankRecipeError",
      message: "product quantization expected 16 items at least, one for each code of 4 bits; found 15",
    });
    await expect(runRankSteps(vectors, [step(64, 0)], tools)).rejects.toMatchObject({
      message: expect.stringContaining("expected 2 to 17 bytes an item") as string,
      hint: "Choose 17 bytes or fewer.",
    });
  });

  it("stands behind steps that change vectors, once, and before a step that scores", async () => {
    const normalize: SwitchedStep = { kind: "normalize", isOn: true };
    const diffusion: SwitchedStep = { kind: "diffusion", k: 5, gamma: 3, alpha: 0.9, isOn: true };
    const run = (...steps: SwitchedStep[]) => runRankSteps(vectors, steps, tools);
    await expect(run(step(9, 0), normalize)).rejects.toThrow("expected normalize to stand before quantize");
    await expect(run(step(9, 0), step(5, 0))).rejects.toThrow("expected one quantize; found two");
    await expect(run(diffusion, step(9, 0))).rejects.toThrow("expected quantize to stand before diffusion");
    await expect(run(normalize, step(9, 0), { kind: "threshold", minScore: 0, isOn: true })).resolves.toMatchObject({
      minScore: 0,
    });
  });
});
