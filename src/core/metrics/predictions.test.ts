import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { isMatchAt, judgedList, packJudged } from "./judgedQueries";
import { judgeScores } from "./judgeScores";
import {
  bestMatchingF1,
  microAveragePrecision,
  pairCurve,
  predictFirst,
  recallAtPrecision,
  sortPredictions,
} from "./predictions";

/** Scores with many ties, below and above 0. */
function randomJudged(seed: number) {
  const random = seededRandom(seed);
  return packJudged(
    Array.from({ length: 1 + random.integer(30) }, (_, identity) => {
      const scores = Float32Array.from({ length: 1 + random.integer(15) }, () => random.integer(9) / 4 - 1);
      const relevant = Uint32Array.from(scores.keys()).filter(() => random.integer(3) === 0);
      return judgeScores(scores, { identity, relevant, ignored: new Uint32Array(), minScore: -Infinity }, 10);
    }),
  );
}

describe("predictFirst", () => {
  it("sorts the first K hits of all queries, wrong pairs first among equal scores", () => {
    for (let seed = 0; seed < 60; seed++) {
      const judged = randomJudged(seed);
      const k = 1 + (seed % 10);
      const pairs = judgedList(judged).flatMap((one, query) =>
        Array.from(one.bestScores.subarray(0, k), (score, rank) => ({
          query,
          score,
          rank,
          isMatch: isMatchAt(one, rank),
        })),
      );
      const [fast, slow] = [predictFirst(judged, k), sortPredictions(pairs, judged.relevantCounts)];
      expect([...fast.scores]).toEqual([...slow.scores]);
      expect([...fast.isMatch]).toEqual([...slow.isMatch]);
      fast.queries.forEach((query, place) => {
        const one = judgedList(judged)[query]!;
        expect(one.bestScores[fast.ranks[place]!]).toBe(fast.scores[place]);
        expect(isMatchAt(one, fast.ranks[place]!)).toBe(fast.isMatch[place] === 1);
      });
    }
  });
});

describe("metrics of pairs", () => {
  it("equal what the points of the curve come to", () => {
    for (let seed = 0; seed < 40; seed++) {
      const predictions = predictFirst(randomJudged(seed), 10);
      const points = pairCurve(predictions);
      if (predictions.truths.every((count) => count === 0)) continue;
      const area = points.reduce(
        (sum, { precision, recall }, at) => sum + precision * (recall - (points[at - 1]?.recall ?? 0)),
        0,
      );
      expect(microAveragePrecision(predictions)).toBeCloseTo(area, 12);
      const enough = points.filter(({ precision }) => precision >= 0.5).map(({ recall }) => recall);
      expect(recallAtPrecision(predictions, 0.5)?.recall ?? -1).toBeCloseTo(
        enough.length === 0 ? -1 : Math.max(...enough),
        12,
      );
    }
  });

  it("takes pairs of one score together for the best F1, and finds none where nothing is right", () => {
    const truths = Uint32Array.of(1, 1, 0);
    const of = (matches: readonly boolean[], scores: readonly number[]) =>
      sortPredictions(
        matches.map((isMatch, query) => ({ query, isMatch, score: scores[query] ?? 0, rank: 0 })),
        truths,
      );
    expect(bestMatchingF1(of([true, true, false], [0.9, 0.5, 0.5]))).toMatchObject({ threshold: 0.5, f1: 4 / 5 });
    expect(bestMatchingF1(of([true, false, false], [0.9, 0.5, 0.5]))).toMatchObject({ threshold: 0.9, f1: 2 / 3 });
    expect(bestMatchingF1(of([false, false, false], [1, 1, 1]))).toBeNull();
  });
});
