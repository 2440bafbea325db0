import { beforeEach, describe, expect, it } from "vitest";

import type { Runs } from "../bridges/runsClient";
import type { CompanionRun, DuplicateRequest, RunRequest } from "../contracts/companionRuns";
import type { DatasetId, DatasetRecord } from "../core/dataset/datasetRecord";
import { companionStore } from "./companionStore";
import { fakeLibrary } from "./fakeLibrary";
import { libraryStore } from "./libraryStore";
import { runTableStore } from "./runTableStore";
import { changeSeries, seriesMembers, seriesStore, startSeries } from "./seriesStore";
import { connectServices, type Services } from "./services";
import { trainStore } from "./trainStore";

const recipe = { schema: 1, name: "tiny", batch: { size: 8 } };
let started: RunRequest[];
let duplicated: { of: string; request: DuplicateRequest }[];

beforeEach(() => {
  started = [];
  duplicated = [];
  const record = {
    id: "d-1" as DatasetId,
    name: "Drawings",
    sources: [{ sourceId: "s", kind: "companion", name: "Drawings", prefix: "" }],
  } as unknown as DatasetRecord;
  libraryStore.setState({ entries: [{ record, tables: [] }] });
  const folders = [{ id: "drawings", name: "Drawings" }];
  companionStore.setState({ contact: { phase: "met", folders, checkpoints: [], jobs: [] } });
  trainStore.setState({ recipe, dataset: record.id, device: "cpu", startWeights: null, name: "Batches" });
  const runs = {
    start: (_signal, request) => {
      started.push(request);
      return Promise.resolve({ id: "r-0", device: request.device } as CompanionRun);
    },
    duplicate: (_signal, of, request) => {
      duplicated.push({ of, request });
      return Promise.resolve({ id: `r-${duplicated.length}` } as CompanionRun);
    },
  } as Partial<Runs> as Runs;
  const library = fakeLibrary({ exportItems: () => Promise.resolve(new Blob(["path,label"])) });
  connectServices({ runs, library } as Partial<Services> as Services);
  changeSeries({ kind: "one at a time", text: "batch.size = 8, 16, 32" });
});

describe("a series", () => {
  it("is queued as one: the items once, then each other recipe, and its runs are drawn", async () => {
    await startSeries();
    expect(seriesStore.getState().task).toEqual({ phase: "done", value: null });
    expect(started).toMatchObject([{ name: "Batches: as it is", series: "Batches", items: "path,label", recipe }]);
    expect(duplicated).toMatchObject([
      { of: "r-0", request: { name: "Batches: batch.size 16", series: "Batches", recipe: { batch: { size: 16 } } } },
      { of: "r-0", request: { name: "Batches: batch.size 32", recipe: { name: "tiny", batch: { size: 32 } } } },
    ]);
    expect(runTableStore.getState()).toMatchObject({ selected: ["r-0", "r-1", "r-2"], areDifferencesShown: true });
  });

  it("says of a line that is none what was expected, and has no trainings", () => {
    const { members, failure } = seriesMembers(
      { kind: "every combination", text: "batch.size" },
      trainStore.getState(),
    );
    expect(members).toEqual([]);
    expect(failure?.message).toContain("line 1: expected a key and its values");
  });

  it("knows of tricks only for the standard baseline", () => {
    const tricks = (name: string) =>
      seriesMembers({ kind: "tricks", text: "" }, { recipe: { name }, recipes: [] }).members.length;
    expect([tricks("tiny"), tricks("reid-std")]).toEqual([0, 0]);
  });
});
