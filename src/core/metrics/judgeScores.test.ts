import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { rankScores } from "../ranking/rankScores";
import { isMatchAt, judgedQueryAt, packJudged } from "./judgedQueries";
import { judgeScores } from "./judgeScores";

const none = new Uint32Array();

describe("judgeScores", () => {
  it("counts rows that score higher, or as high and stand before", () => {
    const scores = Float32Array.of(0.5, 0.9, 0.5, 0.1, 0.5);
    const judgement = { identity: 1, relevant: Uint32Array.of(2, 3), ignored: none, minScore: -Infinity };
    expect(judgeScores(scores, judgement, 2)).toMatchObject({
      ranks: Uint32Array.of(2, 4),
      tieEnds: Uint32Array.of(3, 4),
      rankScores: Float32Array.of(0.5, 0.1),
      best: Uint32Array.of(1, 0),
      bestScores: Float32Array.of(0.9, 0.5),
    });
  });

  it("gives what sorting gives, with ties and with rows that take no rank", () => {
    const random = seededRandom(7);
    for (let round = 0; round < 300; round++) {
      const rows = 1 + random.integer(40);
      const scores = Float32Array.from({ length: rows }, () => random.integer(8) / 8);
      const isIgnored = Array.from({ length: rows }, () => random.integer(5) === 0);
      const isRelevant = Array.from({ length: rows }, (_, row) => isIgnored[row] !== true && random.integer(3) === 0);
      const places = (flags: readonly boolean[]) => Uint32Array.from(flags.keys()).filter((row) => flags[row] === true);
      const judgement = { identity: 1, relevant: places(isRelevant), ignored: places(isIgnored), minScore: -Infinity };
      const judged = judgeScores(scores.slice(), judgement, 5);
      const sorted = [...rankScores(scores).rows].filter((row) => isIgnored[row] !== true);
      const ranks = sorted.flatMap((row, rank) => (isRelevant[row] === true ? [rank] : []));
      expect([...judged.ranks]).toEqual(ranks);
      const scoreAt = (rank: number): number => scores[sorted[rank] ?? -1] ?? NaN;
      const endOf = (rank: number): number => sorted.findLastIndex((_, at) => scoreAt(at) === scoreAt(rank));
      expect([...judged.tieEnds]).toEqual(ranks.map(endOf));
      expect([...judged.best]).toEqual(sorted.slice(0, 5));
    }
  });

  it("counts what a threshold leaves out as not found", () => {
    const judgement = { identity: 1, relevant: Uint32Array.of(0, 1), ignored: none, minScore: 0.5 };
    const judged = judgeScores(Float32Array.of(0.9, 0.4, 0.6), judgement, 3);
    expect(judged).toMatchObject({ ranks: Uint32Array.of(0), relevantCount: 2, best: Uint32Array.of(0, 2) });
  });
});

describe("packJudged", () => {
  it("gives back each query as it was, with what follows from its ranks", () => {
    const scores = [Float32Array.of(0.3, 0.9, 0.5), Float32Array.of(0.1, 0.2, 0.3), Float32Array.of(1, 2, 3)];
    const relevant = [Uint32Array.of(0, 1), none, Uint32Array.of(0)];
    const queries = scores.map((of, i) =>
      judgeScores(of, { identity: i, relevant: relevant[i] ?? none, ignored: none, minScore: -Infinity }, 2),
    );
    const packed = packJudged(queries);
    queries.forEach((query, i) => expect(judgedQueryAt(packed, i)).toMatchObject(query));
    expect(judgedQueryAt(packed, 0)).toMatchObject({ averagePrecision: (1 + 2 / 3) / 2, firstHit: 0 });
    expect(judgedQueryAt(packed, 1)).toMatchObject({ averagePrecision: NaN, firstHit: -1 });
    expect([0, 1, 2].map((rank) => isMatchAt(judgedQueryAt(packed, 0), rank))).toEqual([true, false, true]);
  });
});
