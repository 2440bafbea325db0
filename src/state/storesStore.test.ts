// Filling a store from a gallery, against a companion that remembers what it was sent.
import { expect, it } from "vitest";

import type { StoreRecord } from "../contracts/companionApi";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { Item, ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import { packItems } from "../core/dataset/packedItems";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";
import { storeSource } from "./storeSource";
import { moveToCompanion, storesOf, storesStore } from "./storesStore";

const dimension = 2 ** 21; // two vectors a block
const table = {
  dataset: "d" as DatasetId,
  checkpoint: { id: "c" as CheckpointId, sha256: "abc", dimension },
};
const items = packItems(
  ["a", "b", "c", "d", "e"].map((name): Item => ({
    itemId: `${name}.png` as ItemId,
    identity: name,
    split: "test",
    isQuery: false,
    isGallery: true,
  })),
);
const stored = { name: "n", kind: "local", engineVersion: "1", dimension, bytesOnDisk: 0, index: null, recall: null };

it("goes on with an unfinished store where it ends, and searches it only with the items it was filled from", async () => {
  const sent: [first: number, rows: number][] = [];
  const filled = { ...stored, id: "s", dataset: "d", checkpoint: "c abc", items: "hash", rows: 1 };
  const stores = [filled];
  const services: Partial<Services> = {
    hashOf: async (text) => ((await text.text()) === "a.png\nb.png\nc.png\nd.png\ne.png\n" ? "hash" : "other"),
    library: fakeLibrary({
      openGallery: () => Promise.resolve({ name: "chairs", items, table: { kind: "url", url: "" } } as never),
    }),
    openGallerySearch: () =>
      Promise.resolve({
        opened: { rows: 5, dimension },
        readVectors: (_signal: AbortSignal, rows: Uint32Array) =>
          Promise.resolve(new Float32Array(rows.length * dimension)),
        close: () => undefined,
      } as never),
    stores: {
      list: () => Promise.resolve({ stores, broken: [], kinds: ["local"] }),
      read: () => Promise.resolve(filled),
      create: () => Promise.reject(new Error("there is one already")),
      append: (_signal, _id, first, vectors): Promise<StoreRecord> => {
        sent.push([first, vectors.length / dimension]);
        filled.rows = first + vectors.length / dimension;
        return Promise.resolve(filled);
      },
      remove: () => Promise.resolve(),
      urlOf: (id) => `http://companion/api/stores/${id}`,
    },
  };
  connectServices(services as Services);
  await moveToCompanion(table, "local");
  expect(storesStore.getState().change.phase).toBe("done");
  expect(sent).toEqual([
    [1, 2],
    [3, 2],
  ]);
  expect(storesOf(storesStore.getState(), table)).toHaveLength(1);
  const { signal } = new AbortController();
  expect(await storeSource(signal, new ItemList(items), "s")).toEqual({
    kind: "store",
    baseUrl: "http://companion/api/stores/s",
  });
  const fewer = new ItemList(packItems([]));
  await expect(storeSource(signal, fewer, "s")).rejects.toMatchObject({ name: "VectorStoreError" });
});
