import { beforeEach, describe, expect, it } from "vitest";

import type { DatasetId, DatasetRecord } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { StudioError } from "../core/errors";
import { fakeLibrary } from "./fakeLibrary";
import { removalStore, removeItems, restoreItems } from "./removalStore";
import { addSelected, clearSelected, selectedOf, selectionStore, toggleSelected } from "./selectionStore";
import { connectServices, type Services } from "./services";

const dataset = "d-1" as DatasetId;
const items = ["a.png", "b.png"] as ItemId[];
let removed: readonly ItemId[];
let failure: Error | null;

const selected = () => [...selectedOf(selectionStore.getState(), dataset)];

describe("removing items", () => {
  beforeEach(() => {
    removed = [];
    failure = null;
    clearSelected();
    const services: Partial<Services> = {
      library: fakeLibrary({
        removeItems: (_dataset, itemIds) => {
          if (failure !== null) return Promise.reject(failure);
          removed = itemIds;
          return Promise.resolve({} as DatasetRecord);
        },
        restoreItems: () => {
          removed = [];
          return Promise.resolve({} as DatasetRecord);
        },
        listDatasets: () => Promise.resolve([]),
      }),
      readStorageQuota: () => Promise.resolve({ usedBytes: 0, quotaBytes: 1, isPersistent: true }),
    };
    connectServices(services as Services);
  });

  it("takes them out, selects nothing any more, and can be taken back", async () => {
    addSelected(dataset, items);
    expect(await removeItems(dataset, items)).toBe(true);
    expect(removed).toEqual(items);
    expect(selected()).toEqual([]);
    expect(await restoreItems(dataset, items)).toBe(true);
    expect(removed).toEqual([]);
  });

  it("keeps the selection where it failed, and says why", async () => {
    failure = new StudioError("LockedElsewhereError", "another tab writes", "Close it.");
    addSelected(dataset, items);
    expect(await removeItems(dataset, items)).toBe(false);
    expect(selected()).toEqual(items);
    expect(removalStore.getState().task).toMatchObject({ phase: "failed", error: { name: "LockedElsewhereError" } });
  });

  it("selects in one data set at a time", () => {
    toggleSelected(dataset, items[0]!);
    toggleSelected(dataset, items[1]!);
    toggleSelected(dataset, items[0]!);
    expect(selected()).toEqual(["b.png"]);
    toggleSelected("d-2" as DatasetId, items[0]!);
    expect(selected()).toEqual([]);
  });
});
