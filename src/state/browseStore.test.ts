import { beforeEach, describe, expect, it } from "vitest";

import type { ItemFilter } from "../contracts/datasetService";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { Item, ItemId } from "../core/dataset/item";
import { packItems } from "../core/dataset/packedItems";
import { browseDataset, browseStore, changeItemFilter, noFilter, rereadItems, resizeWall } from "./browseStore";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";

const items = ["a", "b", "c"].map((name): Item => ({
  itemId: `${name}.png` as ItemId,
  identity: name,
  split: "test",
  isQuery: false,
  isGallery: true,
}));
const dataset = "d-1" as DatasetId;
let asked: (ItemFilter | null)[];

const shown = () => [...(browseStore.getState().shown ?? [])].map(({ identity }) => identity);

describe("browsing", () => {
  beforeEach(() => {
    asked = [];
    const services: Partial<Services> = {
      library: fakeLibrary({
        readItems: (_dataset, filter) => {
          asked.push(filter);
          const text = filter?.text ?? "";
          return Promise.resolve(packItems(items.filter(({ itemId }) => itemId.includes(text))));
        },
      }),
    };
    connectServices(services as Services);
    browseStore.setState({ dataset: null, filter: noFilter, all: null, shown: null });
  });

  it("reads all items once, and asks the library for those that pass a filter", async () => {
    await browseDataset(dataset);
    expect(shown()).toEqual(["a", "b", "c"]);
    await changeItemFilter({ text: "b" });
    expect(shown()).toEqual(["b"]);
    await changeItemFilter({ text: "" });
    expect(shown()).toEqual(["a", "b", "c"]);
    expect(asked.map((filter) => filter?.text)).toEqual([undefined, "b"]);
  });

  it("forgets the filter of another data set", async () => {
    await browseDataset(dataset);
    await changeItemFilter({ text: "b" });
    await browseDataset("d-2" as DatasetId);
    expect(shown()).toEqual(["a", "b", "c"]);
  });

  it("reads again what has changed, and only of the data set that is shown", async () => {
    await browseDataset(dataset);
    await rereadItems("d-2" as DatasetId);
    expect(asked).toHaveLength(1);
    await rereadItems(dataset);
    expect(asked).toHaveLength(2);
  });

  it("keeps tiles within sizes that can be seen and that fit", () => {
    resizeWall(1);
    expect(browseStore.getState().tilePixels).toBe(72);
    resizeWall(1e6);
    expect(browseStore.getState().tilePixels).toBe(320);
  });
});
