import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, it } from "vitest";

import { itemTableImporter } from "../../core/dataset/importers/itemTableImporter";
import { isPathInFolder } from "../../core/dataset/importers/pathParts";
import type { Item, ItemId } from "../../core/dataset/item";
import { cellsOfItem, optionalColumns, requiredColumns } from "../../core/dataset/itemColumns";
import { formatItemTable } from "../../core/dataset/itemTable";
import type { Source } from "../sources/source";
import { SourceView } from "./sourceView";

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

function viewOf(items: readonly Item[], table: string, file: Blob): SourceView {
  const source: Source = {
    name: "folder",
    list: () => Promise.reject(new Error("listed by the test")),
    open: () => Promise.resolve(file),
    close: () => undefined,
  };
  const paths = [...new Set([table, ...items.map(({ itemId }) => itemId)])].sort();
  return new SourceView(
    source,
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
      const columns = [...requiredColumns, ...optionalColumns].map((name) => ({
        name,
        data: items.map((item) => cellsOfItem[name](item)),
        type: "STRING" as const,
      }));
      const bytes = parquetWriteBuffer({ columnData: columns });
      const table = await itemTableImporter.read(viewOf(items, "items.parquet", new Blob([bytes])), {});
      expect(table.faults).toEqual([]);
      expect(table.items).toEqual(items);
    }),
  );
});
