import fc from "fast-check";
import { expect, test } from "vitest";

import type { Item, ItemId } from "./item";
import { ItemList } from "./itemList";
import { buffersOf, packItems } from "./packedItems";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const item: fc.Arbitrary<Item> = fc
  .record(
    {
      itemId: text as unknown as fc.Arbitrary<ItemId>,
      identity: text,
      split: fc.constantFrom("train", "test"),
      isQuery: fc.boolean(),
      isGallery: fc.boolean(),
      category: text,
      sequence: text,
      box: fc.constant({ left: 1, top: 2.5, right: 3, bottom: 4 }),
      title: text,
      date: fc.constant("2007-01"),
      source: text,
    },
    { requiredKeys: ["itemId", "identity", "split", "isQuery", "isGallery"] },
  )
  .map((record) => record as Item);
const items = fc.uniqueArray(item, { selector: ({ itemId }) => itemId, maxLength: 60 });

test("gives back every item that was packed, and finds its row", () => {
  fc.assert(
    fc.property(items, (some) => {
      const list = new ItemList(packItems(some));
      expect([...list]).toEqual(some);
      expect(some.map(({ itemId }) => list.rowOf(itemId))).toEqual(some.map((_, row) => row));
      expect(list.at(some.length)).toBeUndefined();
    }),
  );
});

test("finds no row for a path that is not there, in a list of any size", () => {
  expect(new ItemList(packItems([])).rowOf("a" as ItemId)).toBe(-1);
  const one: Item = { itemId: "a" as ItemId, identity: "1", split: "", isQuery: true, isGallery: false };
  expect(new ItemList(packItems([one])).rowOf("ab" as ItemId)).toBe(-1);
});

test("gives a column as numbers, with one empty text where no item has any", () => {
  const row = (itemId: string, identity: string): Item => ({
    itemId: itemId as ItemId,
    identity,
    split: "test",
    isQuery: true,
    isGallery: true,
  });
  const list = new ItemList(packItems([row("a", "x"), row("b", "y"), row("c", "x")]));
  expect(list.column("identity")).toEqual({ codes: Uint32Array.of(0, 1, 0), values: ["x", "y"] });
  expect(list.column("date")).toEqual({ codes: new Uint32Array(3), values: [""] });
});

test("names every buffer, each once, so that packed items can be transferred", () => {
  const packed = packItems([{ itemId: "a" as ItemId, identity: "1", split: "s", isQuery: true, isGallery: true }]);
  const buffers = buffersOf(packed);
  expect(new Set(buffers).size).toBe(buffers.length);
  const [moved] = [structuredClone(packed, { transfer: buffers })];
  expect(packed.paths.units.byteLength + packed.roles.byteLength + packed.slots.byteLength).toBe(0);
  expect([...new ItemList(moved)]).toHaveLength(1);
});
