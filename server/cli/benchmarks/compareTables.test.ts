import { expect, it } from "vitest";

import type { Item, ItemId } from "../../../src/core/dataset/item";
import { formatItemTable } from "../../../src/core/dataset/itemTable";
import { EmbeddingTable, writeNpy } from "../../../src/core/embedding/embeddingTable";
import { estimateOf } from "../../../src/core/metrics/metricEstimates";
import { compareTables, readExport } from "./compareTables";

function item(path: string, identity: string, isQuery: boolean): Item {
  return { itemId: path as ItemId, identity, split: "test", isQuery, isGallery: true };
}

/** Unit vectors in a plane, by their angle in degrees. */
function planar(...degrees: number[]): EmbeddingTable {
  const numbers = degrees.flatMap((degree) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)]);
  return new EmbeddingTable(degrees.length, 2, Float32Array.from(numbers));
}

const items = [item("q", "chair", true), item("a", "chair", false), item("b", "lamp", false), item("c", "lamp", false)];

it("finds nothing between a table and itself, and no query in its own ranking", async () => {
  const table = planar(0, 10, 20, 30);
  const same = await compareTables({ items, table }, { items, table });
  expect(same).toMatchObject({ queries: 1, gallery: 4, equalFirstHits: 1, equalRankings: 1, swappedPairs: 0, largestGap: 0 }); // prettier-ignore
  expect(same.smallestCosine).toBeCloseTo(1, 6);
  expect(same.metrics.map((each) => estimateOf(each, "mAP"))).toEqual([1, 1]);
});

it("tells a first hit that differs, what it costs, and how far apart the swapped pair was", async () => {
  const compared = await compareTables({ items, table: planar(0, 10, 11, 30) }, { items, table: planar(0, 10, 9, 30) });
  expect(compared).toMatchObject({ equalFirstHits: 0, equalRankings: 0, swappedPairs: 1 });
  expect(compared.metrics.map((each) => estimateOf(each, "mAP"))).toEqual([1, 0.5]);
  const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
  expect(compared.largestGap).toBeCloseTo(cosine(10) - cosine(11), 6);
  expect(compared.smallestCosine).toBeCloseTo(cosine(2), 6);
});

it("counts every pair that is ordered differently", async () => {
  const compared = await compareTables(
    { items, table: planar(0, 10, 20, 30) },
    { items, table: planar(0, 30, 20, 10) },
  );
  expect(compared.swappedPairs).toBe(3);
});

it("refuses tables of different items", async () => {
  const table = planar(0, 10, 20, 30);
  const others = [...items.slice(0, 3), item("d", "lamp", false)];
  await expect(compareTables({ items, table }, { items: others, table })).rejects.toThrow("c beside d");
});

it("opens what a page exported", () => {
  const table = planar(0, 10, 20, 30);
  const exported = { counts: { items: 4, identities: 2, queries: 1, gallery: 4 }, faults: 0, failed: 0, makers: [], seconds: 0 }; // prettier-ignore
  const vectors = Buffer.from(writeNpy(table)).toString("base64");
  expect(readExport({ ...exported, items: formatItemTable(items), vectors })).toEqual({ items, table });
});
