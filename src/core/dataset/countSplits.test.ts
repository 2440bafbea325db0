import { expect, it } from "vitest";

import { countSplits } from "./countSplits";
import type { Item, ItemId } from "./item";

const item = (itemId: string, facts: Partial<Item>): Item => ({
  itemId: itemId as ItemId,
  identity: "a",
  split: "test",
  isQuery: false,
  isGallery: false,
  ...facts,
});

it("counts an identity that lies in two splits once in all and once in each", () => {
  const items = [
    item("1", { split: "test", isQuery: true }),
    item("2", { split: "train" }),
    item("3", { split: "train", identity: "b", isGallery: true, isQuery: true }),
  ];
  expect(countSplits(items)).toEqual({
    counts: { items: 3, identities: 2, queries: 2, gallery: 1 },
    splits: [
      { name: "test", items: 1, identities: 1, queries: 1, gallery: 0 },
      { name: "train", items: 2, identities: 2, queries: 1, gallery: 1 },
    ],
  });
});

it("counts nothing in an empty table", () => {
  expect(countSplits([])).toEqual({ counts: { items: 0, identities: 0, queries: 0, gallery: 0 }, splits: [] });
});
