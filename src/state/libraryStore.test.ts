import { beforeEach, describe, expect, it } from "vitest";

import type { DatasetService } from "../contracts/datasetService";
import type { DatasetId, DatasetRecord } from "../core/dataset/datasetRecord";
import { StudioError } from "../core/errors";
import { chooseGallery, choiceStore, sampleDataset } from "./choiceStore";
import { fakeLibrary } from "./fakeLibrary";
import { placeStore, showDataset } from "./libraryPlace";
import { deleteDataset, libraryStore, loadLibrary, mergeDatasets, renameDataset, restoreDataset } from "./libraryStore";
import { connectServices, type Services } from "./services";

const id = (text: string) => text as DatasetId;
const record = (name: string, createdAt: number) => ({ id: id(name), name, createdAt }) as DatasetRecord;

let records: DatasetRecord[];
let hidden: DatasetRecord[];

/** A library that keeps what it is told, as the real one does. */
function connect(answers: Partial<DatasetService> = {}): void {
  const services: Partial<Services> = {
    library: fakeLibrary({
      listDatasets: () => Promise.resolve(records),
      listTables: () => Promise.resolve([]),
      renameDataset: (dataset, name) => {
        records = records.map((each) => (each.id === dataset ? { ...each, name } : each));
        return Promise.resolve(records[0]!);
      },
      deleteDataset: (dataset) => {
        hidden = records.filter((each) => each.id === dataset);
        records = records.filter((each) => each.id !== dataset);
        return Promise.resolve();
      },
      restoreDataset: () => {
        records = [...records, ...hidden];
        return Promise.resolve(hidden[0]!);
      },
      ...answers,
    }),
    readStorageQuota: () => Promise.resolve({ usedBytes: 1, quotaBytes: 2, isPersistent: false }),
  };
  connectServices(services as Services);
}

const names = () => libraryStore.getState().entries?.map((entry) => entry.record.name);

describe("the library", () => {
  beforeEach(async () => {
    records = [record("chairs", 1), record("lamps", 2)];
    connect();
    await loadLibrary();
  });

  it("lists data sets, the newest first, with the room they take", () => {
    expect(names()).toEqual(["lamps", "chairs"]);
    expect(libraryStore.getState().quota?.quotaBytes).toBe(2);
  });

  it("renames a data set, without spaces around the name", async () => {
    await renameDataset(id("chairs"), "  seats ");
    expect(names()).toEqual(["lamps", "seats"]);
  });

  it("deletes and restores", async () => {
    expect(await deleteDataset(id("lamps"))).toBe(true);
    expect(names()).toEqual(["chairs"]);
    await restoreDataset(id("lamps"));
    expect(names()).toEqual(["lamps", "chairs"]);
  });

  it("searches in the sample, and shows the overview, once what was searched and shown is deleted", async () => {
    chooseGallery({ dataset: id("lamps"), checkpoint: null });
    showDataset(id("lamps"));
    await deleteDataset(id("lamps"));
    expect(choiceStore.getState().dataset).toBe(sampleDataset);
    expect(placeStore.getState().dataset).toBeNull();
  });

  it("says why a change was not made, and that it was not", async () => {
    const error = new StudioError("StorageFullError", "room was expected; none is left", "Make room.");
    connect({ mergeDatasets: () => Promise.reject(error), deleteDataset: () => Promise.reject(error) });
    expect(await mergeDatasets([id("lamps"), id("chairs")], "all")).toBe(false);
    expect(libraryStore.getState().change).toMatchObject({ phase: "failed", error: { name: "StorageFullError" } });
    expect(await deleteDataset(id("lamps"))).toBe(false);
    expect(names()).toEqual(["lamps", "chairs"]);
  });
});
