import { describe, expect, it } from "vitest";

import type { Item, ItemId } from "../core/dataset/item";
import { emptyQuery, type ShowIntent, showAll } from "./searchIntent";
import type { SearchResult } from "./searchStore";
import { categoryCounts, dateSpan, describeShown, scoreHistogram, shownHits } from "./shownHits";

const table: [identity: string, category: string, date: string | undefined][] = [
  ["chair", "Seat", "2001"],
  ["table", "Desk", "2005-06-01"],
  ["chair", "Seat", "2001"],
  ["lamp", "Light", undefined],
  ["table", "Desk", "2005-06-01"],
];
const items = table.map(([identity, category, date], row): Item => {
  const item = { itemId: `${row}.png` as ItemId, identity, category, split: "test", isQuery: false, isGallery: true };
  return date === undefined ? item : { ...item, date };
});
const result: SearchResult = {
  query: emptyQuery,
  ranking: {
    rows: Uint32Array.of(1, 0, 2, 3, 4),
    scores: Float32Array.of(0.9, 0.75, 0.5, 0.25, 0.125),
    views: Uint8Array.of(0, 1, 0, 0, 1),
  },
  isComplete: true,
  times: { decodeMs: 0, preprocessMs: 0, embedMs: 0, searchMs: 0, totalMs: 0 },
};
const none = new Set<string>();
const show = (change: Partial<ShowIntent>): ShowIntent => ({ ...showAll, ...change });

describe("the shown hits", () => {
  it("are the whole ranking where nothing is asked", () => {
    const hits = shownHits(items, result, showAll, none);
    expect([...hits.rows]).toEqual([1, 0, 2, 3, 4]);
    expect(describeShown(hits, showAll)).toBe("5 of 5 shown, best first");
  });

  it("are the gallery in its own order where nothing is searched", () => {
    const hits = shownHits(items, null, show({ isGrouped: true, threshold: 0.5 }), none);
    expect([[...hits.rows], hits.scores]).toEqual([[0, 1, 2, 3, 4], null]);
    expect(describeShown(hits, showAll)).toBe("5 drawings in the gallery");
  });

  it("keep the score that equals the threshold, and say what it left out", () => {
    const asked = show({ threshold: 0.5 });
    const hits = shownHits(items, result, asked, none);
    expect([...hits.rows]).toEqual([1, 0, 2]);
    expect(describeShown(hits, asked)).toBe("3 of 5 shown, best first: threshold 0.500");
  });

  it("pass every filter, and keep their rank in the whole ranking", () => {
    const hits = shownHits(items, result, show({ categories: ["Seat", "Light"], threshold: 0.2 }), none);
    expect([[...hits.rows], [...hits.ranks]]).toEqual([
      [0, 2, 3],
      [1, 2, 3],
    ]);
    expect([...(hits.views ?? [])]).toEqual([1, 0, 0]);
    expect(hits.leftOut).toEqual({ threshold: 1, filters: 1, folded: 0 });
  });

  it("lie in the dates, all of a year where only the year is known; none without a date", () => {
    expect([...shownHits(items, result, show({ dateFrom: "2001-12" }), none).rows]).toEqual([1, 0, 2, 4]);
    expect([...shownHits(items, result, show({ dateFrom: "2005-06-01", dateTo: "2005" }), none).rows]).toEqual([1, 4]);
    expect([...shownHits(items, result, show({ dateTo: "2001" }), none).rows]).toEqual([0, 2]);
  });

  it("stand behind the best of their identity when grouped, until it is unfolded", () => {
    const asked = show({ isGrouped: true });
    const folded = shownHits(items, result, asked, none);
    expect([...folded.rows]).toEqual([1, 0, 3]);
    expect([...(folded.groups?.behind ?? [])]).toEqual([1, 1, 0]);
    expect(describeShown(folded, asked)).toBe("3 of 5 shown, best first: 2 folded by identity");
    const unfolded = shownHits(items, result, asked, new Set(["table"]));
    expect([...unfolded.rows]).toEqual([1, 4, 0, 3]);
    expect([...(unfolded.groups?.isBehind ?? [])]).toEqual([0, 1, 0, 0]);
  });
});

describe("the counts beside the filters", () => {
  it("say what choosing a category would show, given the threshold and dates", () => {
    expect(categoryCounts(items, result, { threshold: 0.2, dateFrom: null, dateTo: null })).toEqual([
      { name: "Seat", count: 2 },
      { name: "Desk", count: 1 },
      { name: "Light", count: 1 },
    ]);
    expect(categoryCounts(items, null, { threshold: null, dateFrom: "2002", dateTo: null })[0]).toEqual({
      name: "Desk",
      count: 2,
    });
  });

  it("are absent where no item has a category or a date", () => {
    const bare = items.map(({ itemId, identity, split, isQuery, isGallery }) => ({
      itemId,
      identity,
      split,
      isQuery,
      isGallery,
    }));
    expect(categoryCounts(bare, null, showAll)).toEqual([]);
    expect(dateSpan(bare)).toBeNull();
    expect(dateSpan(items)).toEqual({ earliest: "2001", latest: "2005-06-01" });
  });

  it("spread the scores of the filtered hits", () => {
    const histogram = scoreHistogram(items, result, show({ categories: ["Desk"] }));
    expect(histogram?.lowest).toBe(0.125);
    expect(histogram?.counts.reduce((sum, count) => sum + count)).toBe(2);
    expect(scoreHistogram(items, result, show({ categories: ["Boat"] }))).toBeNull();
  });
});
