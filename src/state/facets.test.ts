import { describe, expect, it } from "vitest";

import type { Item, ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import { packItems } from "../core/dataset/packedItems";
import { categoryCounts, dateSpan, scoreHistogram } from "./facets";
import { emptyQuery, type ShowIntent, showAll } from "./searchIntent";
import type { SearchResult } from "./searchStore";

const table: [identity: string, category: string, date: string | undefined][] = [
  ["chair", "Seat", "2001"],
  ["table", "Desk", "2005-06-01"],
  ["chair", "Seat", "2001"],
  ["lamp", "Light", undefined],
  ["table", "Desk", "2005-06-01"],
];
const list = table.map(([identity, category, date], row): Item => {
  const item = { itemId: `${row}.png` as ItemId, identity, category, split: "test", isQuery: false, isGallery: true };
  return date === undefined ? item : { ...item, date };
});
const items = new ItemList(packItems(list));
const ranking = {
  rows: Uint32Array.of(1, 0, 2, 3, 4),
  scores: Float32Array.of(0.9, 0.75, 0.5, 0.25, 0.125),
  views: Uint8Array.of(0, 1, 0, 0, 1),
};
const result: SearchResult = {
  searchId: 1,
  query: emptyQuery,
  ranking,
  found: ranking,
  reranked: null,
  isComplete: true,
  vectors: new Float32Array(),
  times: { decodeMs: 0, preprocessMs: 0, embedMs: 0, searchMs: 0, totalMs: 0 },
};
const show = (change: Partial<ShowIntent>): ShowIntent => ({ ...showAll, ...change });

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
    const withoutExtras = ({ itemId, identity, split, isQuery, isGallery }: Item) => ({
      itemId,
      identity,
      split,
      isQuery,
      isGallery,
    });
    const bare = new ItemList(packItems(list.map(withoutExtras)));
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
