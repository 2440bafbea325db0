import { expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { rankScores } from "../ranking/rankScores";
import { judgeRanking } from "./evaluate";
import { judgeScores } from "./judgeScores";

it("counts rows that score higher, or as high and stand before", () => {
  const scores = Float32Array.of(0.5, 0.9, 0.5, 0.1, 0.5);
  const judgement = { identity: "a", relevant: Uint32Array.of(2, 3), ownRow: -1, minScore: -Infinity };
  expect(judgeScores(scores, judgement, 2)).toMatchObject({
    ranks: Uint32Array.of(2, 4),
    firstHit: 2,
    averagePrecision: (1 / 3 + 2 / 5) / 2,
    best: [1, 0],
  });
});

it("gives what sorting gives, with ties, and without the query's own row", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 200; round++) {
    const rows = 1 + random.integer(40);
    const scores = Float32Array.from({ length: rows }, () => random.integer(8) / 8);
    const identities = Array.from({ length: rows }, () => random.integer(4));
    const ownRow = random.integer(rows + 1) - 1;
    const relevant = Uint32Array.from(identities.keys()).filter((row) => identities[row] === 1 && row !== ownRow);
    const judged = judgeScores(scores, { identity: 1, relevant, ownRow, minScore: -Infinity }, 5);
    const sorted = rankScores(scores).rows;
    expect(judged).toMatchObject(judgeRanking(sorted, { identity: 1, ownRow }, { identities, isGallery: null }));
    expect(judged.best).toEqual([...sorted.filter((row) => row !== ownRow).subarray(0, 5)]);
  }
});

it("counts what a threshold leaves out as not found", () => {
  const judgement = { identity: 1, relevant: Uint32Array.of(0, 1), ownRow: -1, minScore: 0.5 };
  const judged = judgeScores(Float32Array.of(0.9, 0.4, 0.6), judgement, 3);
  expect(judged).toMatchObject({ ranks: Uint32Array.of(0), averagePrecision: 0.5, best: [0, 2] });
  const none = judgeScores(Float32Array.of(0.1, 0.4, 0.2), judgement, 3);
  expect(none).toMatchObject({ firstHit: -1, averagePrecision: 0, best: [] });
});

it("has no average precision where nothing should be found", () => {
  const judgement = { identity: 1, relevant: new Uint32Array(), ownRow: 0, minScore: -Infinity };
  expect(judgeScores(Float32Array.of(0.9), judgement, 3)).toMatchObject({ averagePrecision: NaN, firstHit: -1 });
});
