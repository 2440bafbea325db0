import { beforeEach, describe, expect, it } from "vitest";

import type { DatasetService, FolderSource, ImportProposal } from "../contracts/datasetService";
import type { DatasetId, DatasetRecord } from "../core/dataset/datasetRecord";
import { StudioError } from "../core/errors";
import { fakeLibrary } from "./fakeLibrary";
import {
  acceptImport,
  cancelImport,
  changeDraft,
  chooseInImport,
  discardImport,
  importStore,
  saveFaults,
  startImport,
} from "./importStore";
import { placeStore } from "./libraryPlace";
import { goTo, pageStore } from "./pageStore";
import { connectServices, type Services } from "./services";

const source: FolderSource = { kind: "files", name: "chairs", files: new Map() };
const proposal: ImportProposal = {
  proposalId: 1,
  name: "chairs",
  layout: "pictures",
  layouts: [],
  counts: { items: 2, identities: 1, queries: 0, gallery: 2 },
  splits: [],
  choices: [],
  faultCount: 1,
  firstFaults: [],
  skipped: [],
  firstItems: [],
  vectors: null,
  pictureBytes: 10,
};
const record = { id: "d-1" as DatasetId, createdAt: 1 } as DatasetRecord;

let saved: { name: string; content: Promise<string> }[];
let discarded: number[];

function connect(answers: Partial<DatasetService>): void {
  saved = [];
  discarded = [];
  const services: Partial<Services> = {
    library: fakeLibrary({
      propose: () => Promise.resolve(proposal),
      discard: (id) => void discarded.push(id),
      listDatasets: () => Promise.resolve([record]),
      listTables: () => Promise.resolve([]),
      ...answers,
    }),
    readStorageQuota: () => Promise.resolve({ usedBytes: 1, quotaBytes: 2, isPersistent: false }),
    saveFile: (content, name) => void saved.push({ name, content: content.text() }),
  };
  connectServices(services as Services);
}

const full = new StudioError("StorageFullError", "room for 10 bytes was expected; 0 are left", "Make room.");

describe("importing", () => {
  beforeEach(() => {
    connect({});
    goTo("library");
    discardImport();
  });

  it("tells what was recognised before anything is kept", async () => {
    await startImport(source);
    expect(importStore.getState()).toMatchObject({
      phase: "proposed",
      proposal,
      draft: { name: "chairs", into: null, copyPictures: true },
    });
  });

  it("reads in place by itself where a handle leads back to the folder", async () => {
    await startImport({ kind: "companion", baseUrl: "http://studio/api/folders/1", name: "chairs" });
    expect(importStore.getState()).toMatchObject({ draft: { copyPictures: false } });
  });

  it("says why a folder could not be read", async () => {
    connect({ propose: () => Promise.reject(full) });
    await startImport(source);
    expect(importStore.getState()).toMatchObject({ phase: "failed", source, error: { name: "StorageFullError" } });
  });

  it("keeps the user's name when the folder is read again", async () => {
    const asked: unknown[] = [];
    connect({
      revise: (_job, id, layout, chosen) => {
        asked.push([id, layout, chosen]);
        return Promise.resolve({ ...proposal, counts: { ...proposal.counts, items: 1 } });
      },
    });
    await startImport(source);
    changeDraft({ name: "my chairs" });
    await chooseInImport("split", "test");
    await chooseInImport("role", "query");
    expect(asked).toEqual([
      [1, "pictures", { split: "test" }],
      [1, "pictures", { split: "test", role: "query" }],
    ]);
    expect(importStore.getState()).toMatchObject({ proposal: { counts: { items: 1 } }, draft: { name: "my chairs" } });
  });

  it("keeps the proposal when accepting fails", async () => {
    connect({ accept: () => Promise.reject(full) });
    await startImport(source);
    await acceptImport();
    expect(importStore.getState()).toMatchObject({
      phase: "proposed",
      proposal,
      work: { phase: "failed", step: "accepting", error: { name: "StorageFullError" } },
    });
  });

  it("keeps the proposal when accepting is cancelled", async () => {
    connect({ accept: () => new Promise(() => undefined) });
    await startImport(source);
    void acceptImport();
    expect(importStore.getState()).toMatchObject({ work: { phase: "accepting" } });
    cancelImport();
    expect(importStore.getState()).toMatchObject({ phase: "proposed", work: { phase: "idle" } });
  });

  it("shows the data set that came of it", async () => {
    const accepted: unknown[] = [];
    connect({
      accept: (_job, given) => {
        accepted.push(given);
        return Promise.resolve(record);
      },
    });
    await startImport(source, "d-9" as DatasetId);
    await acceptImport();
    expect(accepted).toEqual([{ proposalId: 1, name: "chairs", into: "d-9", copyPictures: true }]);
    expect(importStore.getState()).toEqual({ phase: "none" });
    expect(placeStore.getState()).toEqual({ dataset: "d-1", tab: "browse" });
  });

  it("leaves the user on the page that was gone to meanwhile", async () => {
    connect({ accept: () => Promise.resolve(record) });
    await startImport(source);
    const accepting = acceptImport();
    goTo("train");
    await accepting;
    expect(pageStore.getState().page).toBe("train");
    expect(importStore.getState()).toEqual({ phase: "none" });
  });

  it("forgets a proposal that is given up, and one that another takes the place of", async () => {
    await startImport(source);
    await startImport(source);
    expect(discarded).toEqual([1]);
    discardImport();
    expect(discarded).toEqual([1, 1]);
    expect(importStore.getState()).toEqual({ phase: "none" });
  });

  it("saves all faults as a table", async () => {
    connect({
      readFaults: () =>
        Promise.resolve([
          { file: "a,b.csv", line: 3, message: 'label "x"' },
          { file: "c.png", line: null, message: "missing" },
        ]),
    });
    await startImport(source);
    await saveFaults();
    expect(await saved[0]?.content).toBe('file,line,fault\n"a,b.csv",3,"label ""x"""\nc.png,,missing\n');
  });
});
