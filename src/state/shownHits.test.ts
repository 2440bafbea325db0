import { describe, expect, it } from "vitest";

import type { Item, ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import { packItems } from "../core/dataset/packedItems";
import { emptyQuery, type ShowIntent, showAll } from "./searchIntent";
import type { SearchResult } from "./searchStore";
import { describeShown, hitAt, positionOfRow, type ShownHits, shownHits } from "./shownHits";

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
const rowsOf = (hits: ShownHits) => Array.from(hits.ranks, (rank) => hits.ranking.rows[rank]);
const none = new Set<string>();
const show = (change: Partial<ShowIntent>): ShowIntent => ({ ...showAll, ...change });

describe("the shown hits", () => {
  it("are the whole ranking where nothing is asked", () => {
    const hits = shownHits(items, result, showAll, none);
    expect(rowsOf(hits)).toEqual([1, 0, 2, 3, 4]);
    expect(describeShown(hits, showAll)).toBe("5 of 5 shown, best first");
  });

  it("say how much of the gallery a ranking does not reach", () => {
    const ranking = { ...result.ranking, rows: Uint32Array.of(1, 0), scores: Float32Array.of(0.9, 0.75) };
    const hits = shownHits(items, { ...result, ranking }, showAll, none);
    expect(describeShown(hits, showAll)).toBe("2 of the first 2 of 5 ranked shown, best first");
  });

  it("are the gallery in its own order where nothing is searched", () => {
    const hits = shownHits(items, null, show({ isGrouped: true, threshold: 0.5 }), none);
    expect([rowsOf(hits), hits.isRanked]).toEqual([[0, 1, 2, 3, 4], false]);
    expect(describeShown(hits, showAll)).toBe("5 drawings in the gallery");
  });

  it("keep the score that equals the threshold, and say what it left out", () => {
    const asked = show({ threshold: 0.5 });
    const hits = shownHits(items, result, asked, none);
    expect(rowsOf(hits)).toEqual([1, 0, 2]);
    expect(describeShown(hits, asked)).toBe("3 of 5 shown, best first: threshold 0.500");
  });

  it("pass every filter, and keep their rank in the whole ranking", () => {
    const hits = shownHits(items, result, show({ categories: ["Seat", "Light"], threshold: 0.2 }), none);
    expect([rowsOf(hits), [...hits.ranks]]).toEqual([
      [0, 2, 3],
      [1, 2, 3],
    ]);
    expect(hitAt(hits, 0)).toEqual({ row: 0, rank: 1, score: 0.75, view: 1 });
    expect([positionOfRow(hits, 3), positionOfRow(hits, 4), hitAt(hits, 3)]).toEqual([2, -1, null]);
    expect(hits.leftOut).toEqual({ threshold: 1, filters: 1, unranked: 0, folded: 0 });
  });

  it("lie in the dates, all of a year where only the year is known; none without a date", () => {
    expect(rowsOf(shownHits(items, result, show({ dateFrom: "2001-12" }), none))).toEqual([1, 0, 2, 4]);
    expect(rowsOf(shownHits(items, result, show({ dateFrom: "2005-06-01", dateTo: "2005" }), none))).toEqual([1, 4]);
    expect(rowsOf(shownHits(items, result, show({ dateTo: "2001" }), none))).toEqual([0, 2]);
  });

  it("stand behind the best of their identity when grouped, until it is unfolded", () => {
    const asked = show({ isGrouped: true });
    const folded = shownHits(items, result, asked, none);
    expect(rowsOf(folded)).toEqual([1, 0, 3]);
    expect([...(folded.groups?.behind ?? [])]).toEqual([1, 1, 0]);
    expect(describeShown(folded, asked)).toBe("3 of 5 shown, best first: 2 folded by identity");
    const unfolded = shownHits(items, result, asked, new Set(["table"]));
    expect(rowsOf(unfolded)).toEqual([1, 4, 0, 3]);
    expect([...(unfolded.groups?.isBehind ?? [])]).toEqual([0, 1, 0, 0]);
  });
});
