import { beforeEach, describe, expect, it } from "vitest";

import type { FolderSource, SourceState } from "../contracts/datasetService";
import type { DatasetId, DatasetRecord, SourceRecord } from "../core/dataset/datasetRecord";
import { StudioError } from "../core/errors";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";
import { checkSources, closedSources, reconnectSource, sourcesStore } from "./sourcesStore";

const dataset = "d-1" as DatasetId;
const handle = { name: "chairs", kind: "directory" } as FileSystemDirectoryHandle;
const source: SourceRecord = { sourceId: "s1", kind: "handle", name: "chairs", prefix: "" };
let access: SourceState["access"];
let given: FolderSource | null;
let asked: string[];
let connect: () => Promise<DatasetRecord>;

describe("the sources of a data set", () => {
  beforeEach(() => {
    access = "asks";
    given = { kind: "handle", handle };
    asked = [];
    connect = () => {
      access = "open";
      return Promise.resolve({} as DatasetRecord);
    };
    const services: Partial<Services> = {
      library: fakeLibrary({
        checkSources: () => Promise.resolve([{ sourceId: "s1", access, handle: access === "gone" ? null : handle }]),
        reconnectSource: (_dataset, sourceId, from) => {
          asked.push(`connect ${sourceId} by ${from.kind}`);
          return connect();
        },
        listDatasets: () => Promise.resolve([]),
      }),
      readStorageQuota: () => Promise.resolve({ usedBytes: 0, quotaBytes: 1, isPersistent: true }),
      askPermission: () => {
        asked.push("ask");
        return Promise.resolve(given);
      },
      pickers: {
        readDropped: () => Promise.resolve(null),
        pickFolder: () => {
          asked.push("pick a folder");
          return Promise.resolve(given);
        },
        pickFile: () => Promise.resolve(null),
      },
    };
    connectServices(services as Services);
  });

  it("are asked for permission with the handle that is left", async () => {
    await checkSources(dataset);
    expect(closedSources(sourcesStore.getState(), dataset)).toHaveLength(1);
    await reconnectSource(dataset, source);
    expect(asked).toEqual(["ask", "connect s1 by handle"]);
    expect(closedSources(sourcesStore.getState(), dataset)).toEqual([]);
  });

  it("are chosen again where no handle is left", async () => {
    access = "gone";
    await checkSources(dataset);
    await reconnectSource(dataset, source);
    expect(asked).toEqual(["pick a folder", "connect s1 by handle"]);
  });

  it("stay closed where the user refuses, which is no failure", async () => {
    given = null;
    await checkSources(dataset);
    await reconnectSource(dataset, source);
    expect(asked).toEqual(["ask"]);
    expect(sourcesStore.getState().reconnecting.phase).toBe("done");
    expect(closedSources(sourcesStore.getState(), dataset)).toHaveLength(1);
  });

  it("say why another folder cannot take their place", async () => {
    connect = () => Promise.reject(new StudioError("FolderReadError", "expected a.png; found none", "Choose another."));
    await checkSources(dataset);
    await reconnectSource(dataset, source);
    expect(sourcesStore.getState().reconnecting).toMatchObject({ phase: "failed", error: { name: "FolderReadError" } });
  });

  it("of one data set say nothing of another", async () => {
    await checkSources(dataset);
    expect(closedSources(sourcesStore.getState(), "d-2" as DatasetId)).toEqual([]);
  });
});
