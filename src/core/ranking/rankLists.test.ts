import { expect, it } from "vitest";

import { listedHits, noRow, type RankLists } from "./rankLists";

const lists: RankLists = {
  queryIds: ["a", "b"],
  galleryIds: ["x", "y", "z"],
  kept: 3,
  rows: Uint32Array.of(2, 0, 1, 1, noRow, noRow),
  scores: Float32Array.of(3, 2, 1, 0.5, 0, 0),
};

it("gives a query's hits, best first, up to where its list ends", () => {
  expect(listedHits(lists, 0)).toEqual([
    { row: 2, score: 3 },
    { row: 0, score: 2 },
    { row: 1, score: 1 },
  ]);
  expect(listedHits(lists, 0, 1)).toEqual([{ row: 2, score: 3 }]);
  expect(listedHits(lists, 1)).toEqual([{ row: 1, score: 0.5 }]);
});

it("refuses a row beyond the gallery", () => {
  expect(() => listedHits({ ...lists, galleryIds: ["x", "y"] }, 0)).toThrow("row 2 lies beyond the 2");
});
