import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";

import { itemTableImporter } from "../../core/dataset/importers/itemTableImporter";
import { isPathInFolder } from "../../core/dataset/importers/pathParts";
import type { Item, ItemId } from "../../core/dataset/item";
import { formatItemTable } from "../../core/dataset/itemTable";
import type { ListedVectors } from "../../core/dataset/importers/importer";
import type { Source } from "../sources/source";
import { writeItemParquet } from "../tables/itemParquet";
import { readImportedVectors } from "./importedVectors";
import { SourceView } from "./sourceView";

const never = new AbortController().signal;

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });
const day = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
const someItem: fc.Arbitrary<Item> = fc.record(
  {
    itemId: text.filter(isPathInFolder).map((stem) => `${stem}.png` as ItemId),
    identity: text,
    split: fc.string({ unit: "binary", maxLength: 8 }),
    isQuery: fc.boolean(),
    isGallery: fc.boolean(),
    category: text,
    sequence: text,
    title: text,
    date: day.map((date) => date.toISOString().slice(0, 10)),
    source: fc.webUrl(),
    box: fc
      .tuple(
        fc.nat(1e6),
        fc.nat(1e6),
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
      )
      .map(([left, top, width, height]) => ({ left, top, right: left + width, bottom: top + height })),
  },
  { requiredKeys: ["itemId", "identity", "split", "isQuery", "isGallery"] },
);
const someItems = fc.uniqueArray(someItem, {
  minLength: 1,
  maxLength: 12,
  selector: ({ itemId }) => itemId.normalize("NFC").toLowerCase(),
});

function sourceOf(file: Blob): Source {
  return {
    name: "folder",
    list: () => Promise.reject(new Error("listed by the test")),
    open: () => Promise.resolve(file),
    close: () => undefined,
  };
}

function viewOf(items: readonly Item[], table: string, file: Blob): SourceView {
  const paths = [...new Set([table, ...items.map(({ itemId }) => itemId)])].sort();
  return new SourceView(
    sourceOf(file),
    paths.map((path) => ({ path, bytes: null, pages: 1 })),
  );
}

it("reads the same items from CSV as were written, whatever Unicode they hold", async () => {
  await fc.assert(
    fc.asyncProperty(someItems, async (items) => {
      const view = viewOf(items, "items.csv", new Blob([formatItemTable(items)]));
      const table = await itemTableImporter.read(view, {});
      expect(table.faults).toEqual([]);
      expect(table.items).toEqual(items);
    }),
  );
});

it("reads the same items from Parquet as were written, whatever Unicode they hold", async () => {
  await fc.assert(
    fc.asyncProperty(someItems, async (items) => {
      const table = await itemTableImporter.read(
        viewOf(items, "items.parquet", await writeItemParquet(items, null, never)),
        {},
      );
      expect(table.faults).toEqual([]);
      expect(table.items).toEqual(items);
      expect(table.vectors).toBeNull();
    }),
  );
});

it("reads the same vectors from Parquet, bit for bit, each with its item", async () => {
  const unit = fc.tuple(fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), fc.integer({ min: 2, max: 5 }));
  await fc.assert(
    fc.asyncProperty(
      someItems,
      fc.infiniteStream(unit),
      fc.integer({ min: 2, max: 5 }),
      async (items, angles, dimension) => {
        const vectors = new Float32Array(items.length * dimension);
        items.forEach((_item, row) => {
          const [angle] = angles.next().value as [number, number];
          vectors.set([Math.cos(angle), Math.sin(angle)], row * dimension);
        });
        const read = (first: number, count: number) =>
          Promise.resolve(vectors.subarray(first * dimension, (first + count) * dimension));
        const file = await writeItemParquet(items, { dimension, read }, never);
        const view = viewOf(items, "items.parquet", file);
        const table = await itemTableImporter.read(view, {});
        expect(table.faults).toEqual([]);
        expect(table.items).toEqual(items);
        expect(table.vectors).toMatchObject({ path: "items.parquet", array: "embedding", dimension });
        const imported = new Float32Array(vectors.length);
        for await (const block of readImportedVectors(sourceOf(file), table.vectors as ListedVectors)) {
          block.items.forEach((item, i) =>
            imported.set(block.vectors.subarray(i * dimension, (i + 1) * dimension), item * dimension),
          );
        }
        expect(imported).toEqual(vectors);
      },
    ),
  );
});

it("writes more rows than go into one group, and null where an optional column is empty", async () => {
  const items = Array.from({ length: 5000 }, (_, i): Item => ({
    ...{ itemId: `${i}.png` as ItemId, identity: String(i % 7), split: "test", isQuery: i % 2 === 0, isGallery: true },
    ...(i === 4999 ? { title: "the last" } : {}),
  }));
  const read = (first: number, count: number) =>
    Promise.resolve(Float32Array.from({ length: 2 * count }, (_, i) => first + (i >> 1)));
  const file = await writeItemParquet(items, { dimension: 2, read }, never);
  const rows = await parquetReadObjects({ file: await file.arrayBuffer() });
  expect(rows).toHaveLength(5000);
  expect(rows[2]).toEqual({ path: "2.png", label: "2", split: "test", is_query: true, is_gallery: true, title: null, embedding: [2, 2] }); // prettier-ignore
  expect(rows[4999]).toMatchObject({ is_query: false, title: "the last", embedding: [4999, 4999] });
});

it("ends between groups where it is cancelled", async () => {
  const items = [{ itemId: "a.png" as ItemId, identity: "a", split: "", isQuery: true, isGallery: true }];
  await expect(writeItemParquet(items, null, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
});
