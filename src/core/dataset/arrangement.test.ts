import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arrangeItems, roleColumn, valueCounts } from "./arrangement";
import type { Item, ItemId } from "./item";
import { ItemList } from "./itemList";
import { packItems } from "./packedItems";

const column = { codes: Uint32Array.of(0, 1, 0, 2, 1), values: ["chair", "", "bed", "unused"] };

describe("arrangement", () => {
  it("puts items of one value together, in ascending order of the value, those without one last", () => {
    expect(arrangeItems(column)).toEqual({
      rows: Uint32Array.of(3, 0, 2, 1, 4),
      groups: Uint32Array.of(0, 1, 1, 2, 2),
      named: [
        { name: "bed", count: 1 },
        { name: "chair", count: 2 },
        { name: "", count: 2 },
      ],
    });
  });

  it("counts only values that an item has", () => {
    expect(valueCounts(column).map(({ name }) => name)).toEqual(["bed", "chair", ""]);
  });

  it("holds every row once, whatever the column", () => {
    const codes = fc.array(fc.nat(6)).map((list) => Uint32Array.from(list));
    fc.assert(
      fc.property(codes, (given) => {
        const { rows, groups } = arrangeItems({ codes: given, values: ["c", "a", "", "b", "d", "f", "e"] });
        expect([...rows].sort((a, b) => a - b)).toEqual([...given.keys()]);
        expect([...groups]).toEqual([...groups].sort((a, b) => a - b));
      }),
      { seed: 7 },
    );
  });

  it("names what an item is used for", () => {
    const item = (path: string, isQuery: boolean, isGallery: boolean): Item => ({
      itemId: path as ItemId,
      identity: "x",
      split: "test",
      isQuery,
      isGallery,
    });
    const items = new ItemList(packItems([item("a", true, false), item("b", true, true), item("c", false, true)]));
    const { codes, values } = roleColumn(items);
    expect([...codes].map((code) => values[code])).toEqual(["query", "query and gallery", "gallery"]);
  });
});
