import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { addItems, freePrefix } from "./addItems";
import { countItems } from "./countItems";
import { filterItems } from "./filterItems";
import type { Item, ItemId } from "./item";
import { ItemList } from "./itemList";
import { formatItemsFile, parseItemsFile } from "./itemsFile";
import { packItems } from "./packedItems";
import { flagRemoved, livingRows } from "./removedItems";
import { selectItems } from "./selectItems";

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
const item = fc.record(
  {
    itemId: text as fc.Arbitrary<ItemId>,
    identity: text,
    split: fc.constantFrom("train", "test"),
    isQuery: fc.boolean(),
    isGallery: fc.boolean(),
    category: text,
    title: text,
    box: fc.record({ left: fc.nat(9), top: fc.nat(9), right: fc.nat(9), bottom: fc.nat(9) }),
  },
  { requiredKeys: ["itemId", "identity", "split", "isQuery", "isGallery"] },
) as fc.Arbitrary<Item>;
const items = fc.uniqueArray(item, { selector: ({ itemId }) => itemId, maxLength: 20 });

const make = (...paths: string[]): Item[] =>
  paths.map((path) => ({ itemId: path as ItemId, identity: path[0]!, split: "s", isQuery: false, isGallery: true }));

describe("the file of packed items", () => {
  it("gives back what was written, whatever the texts", () => {
    fc.assert(
      fc.property(items, (written) => {
        const packed = packItems(written);
        expect(parseItemsFile(formatItemsFile(packed), "x")).toEqual(packed);
      }),
    );
  });

  it("names both schemas of a file of another version", () => {
    const file = formatItemsFile(packItems(make("a")));
    new Uint32Array(file.buffer, 4, 1)[0] = 2;
    expect(() => parseItemsFile(file, "items-1.bin")).toThrow(
      "items-1.bin: expected schema 1, which this version reads; found schema 2",
    );
  });

  it("refuses other files and files that are cut short", () => {
    expect(() => parseItemsFile(new Uint8Array(5), "x")).toThrow(/RSIT/);
    expect(() => parseItemsFile(new Uint8Array(50), "x")).toThrow(/RSIT/);
    const file = formatItemsFile(packItems(make("a", "b")));
    for (const bytes of [12, 100, file.length - 1]) {
      expect(() => parseItemsFile(file.slice(0, bytes), "x")).toThrow(/expected at least \d+ bytes; found/);
    }
  });

  it("opens 350,000 items well within a second", () => {
    const many = Array.from({ length: 350_000 }, (_, i): Item => ({
      itemId: `patent_data/I${i % 400}/USD0${i >> 3}/USD0${i >> 3}-D0000${i & 7}.png` as ItemId,
      identity: `USD0${i >> 3}`,
      split: "train",
      isQuery: false,
      isGallery: true,
    }));
    const file = formatItemsFile(packItems(many));
    const start = performance.now();
    const opened = parseItemsFile(file, "x");
    const openMs = performance.now() - start;
    const selected = performance.now();
    const half = selectItems(
      opened,
      Uint32Array.from({ length: 175_000 }, (_, i) => i * 2),
    );
    const selectMs = performance.now() - selected;
    console.log(`350,000 items, ${(file.length / 2 ** 20).toFixed(1)} MiB: opened in ${openMs.toFixed(1)} ms, half of them selected in ${selectMs.toFixed(0)} ms`); // prettier-ignore
    expect(new ItemList(opened).at(349_999)).toEqual(many[349_999]);
    expect(half.count).toBe(175_000);
    expect(openMs).toBeLessThan(500);
  });
});

describe("selectItems", () => {
  it("gives what packing the chosen items gives", () => {
    fc.assert(
      fc.property(items, fc.infiniteStream(fc.boolean()), (all, choices) => {
        const rows = all.flatMap((_, row) => (choices.next().value === true ? [row] : []));
        expect(selectItems(packItems(all), Uint32Array.from(rows))).toEqual(packItems(rows.map((row) => all[row]!)));
      }),
    );
  });
});

describe("removed items", () => {
  it("are passed over, and come back", () => {
    const removed = flagRemoved(packItems(make("a", "b", "c")), ["b", "unknown"] as ItemId[], true);
    expect([...livingRows(removed)]).toEqual([0, 2]);
    expect([...livingRows(flagRemoved(removed, ["b" as ItemId], false))]).toEqual([0, 1, 2]);
  });

  it("stay removed when others are added, and live again when they are added themselves", () => {
    const removed = flagRemoved(packItems(make("a", "b")), ["a", "b"] as ItemId[], true);
    const added = addItems(removed, make("b", "c"));
    expect([...livingRows(added)]).toEqual([1, 2]);
    expect([...new ItemList(added)].map(({ itemId }) => itemId)).toEqual(["a", "b", "c"]);
  });
});

describe("countItems, filterItems and freePrefix", () => {
  const all = packItems([
    { ...make("a/x.png")[0]!, isQuery: true, category: "chair", title: "Armchair" },
    { ...make("a/y.png")[0]!, isGallery: false },
    { ...make("B/z.png")[0]!, category: "table" },
  ]);
  const nothing = { identity: null, category: null, split: null, role: null, text: "" };

  it("counts an identity once, and an item in both roles twice", () => {
    expect(countItems(all)).toEqual({ items: 3, identities: 2, queries: 1, gallery: 2 });
    expect(countItems(packItems([]))).toEqual({ items: 0, identities: 0, queries: 0, gallery: 0 });
  });

  it("asks for nothing, or for all conditions at once", () => {
    expect([...filterItems(all, nothing)]).toEqual([0, 1, 2]);
    expect([...filterItems(all, { ...nothing, category: "", text: "b/Z" })]).toEqual([2]);
    expect([...filterItems(all, { ...nothing, identity: "a", role: "gallery" })]).toEqual([0]);
    expect([...filterItems(all, { ...nothing, text: "ARM" })]).toEqual([0]);
    expect([...filterItems(all, { ...nothing, split: "none" })]).toEqual([]);
  });

  it("finds a folder that no path is in", () => {
    expect(freePrefix("New", ["a/1", "b"])).toBe("New/");
    expect(freePrefix("a", ["a/1", "a 2/1"])).toBe("a 3/");
    expect(freePrefix("../a\\b:c", [])).toBe("..-a-b-c/");
    expect([freePrefix("..", []), freePrefix(" ", [])]).toEqual(["more/", "more/"]);
  });
});
