import { expect, it } from "vitest";

import type { Item, ItemId } from "../dataset/item";
import { packItems } from "../dataset/packedItems";
import { findOtherItems } from "./otherItems";

const item = (path: string, identity: string, role: "query" | "gallery" | "other"): Item => ({
  itemId: path as ItemId,
  identity,
  split: "train",
  isQuery: role === "query",
  isGallery: role === "gallery",
});

it("finds items that are neither query nor gallery, with identities where they have one", () => {
  const items = [
    item("a.png", "cup", "query"),
    item("b.png", "cup", "gallery"),
    item("c.png", "cup", "other"),
    item("d.png", "", "other"),
    item("e.png", "jug", "other"),
    item("f.png", "cup", "other"),
  ];
  const { rows, identities } = findOtherItems(packItems(items));
  expect([...rows]).toEqual([2, 3, 4, 5]);
  expect(identities[0]).toBe(identities[3]);
  expect(identities[1]).toBe(-1);
  expect(identities[2]).not.toBe(identities[0]);
});
