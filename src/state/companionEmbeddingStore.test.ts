import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Companion } from "../bridges/companionClient";
import type { CompanionJob, JobRequest } from "../contracts/companionApi";
import type { DatasetId, TableRecord } from "../core/dataset/datasetRecord";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { StudioError } from "../core/errors";
import {
  companionEmbeddingOf,
  companionEmbeddingStore,
  type CompanionTarget,
  embedOnCompanion,
  endCompanionEmbedding,
  resumeCompanionEmbeddings,
} from "./companionEmbeddingStore";
import { companionStore, meetCompanion } from "./companionStore";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";

const checkpoint = { id: "tiny" as CheckpointId, sha256: "ab", dimension: 2 };
const target: CompanionTarget = { dataset: "d1" as DatasetId, sourceId: "s1", folder: "drawings", checkpoint };
const job: CompanionJob = {
  id: "j1",
  kind: "embed",
  phase: "running",
  stage: "embedding on CUDA",
  done: 1,
  total: 2,
  failure: null,
  subject: { folder: "drawings", checkpoint: "tiny", dataset: "d1", source: "s1" },
};

/** What the companion was asked and the library was given. */
let requests: JobRequest[] = [];
let removed: string[] = [];
let imported: unknown[] = [];
let followJob: Companion["followJob"];
let jobs: CompanionJob[] = [];
let isAllowed = true;

beforeEach(() => {
  [requests, removed, imported, jobs, isAllowed] = [[], [], [], [], true];
  followJob = (_signal, id, onChange) => {
    onChange({ ...job, id });
    return Promise.resolve({ ...job, id, phase: "done" });
  };
  const companion: Companion = {
    readStatus: () => Promise.resolve({ schema: 1, version: "1", isIsolated: true, isAllowed }),
    listFolders: () => Promise.resolve([{ id: "drawings", name: "Drawings" }]),
    folderUrl: (id) => `http://companion/api/folders/${id}`,
    listCheckpoints: () => Promise.resolve([{ ...checkpoint, id: "tiny", name: "Tiny" }]),
    readCheckpointFile: () => Promise.resolve(new Blob()),
    listJobs: () => Promise.resolve(jobs),
    startJob: (_signal, request) => {
      requests.push(request);
      return Promise.resolve({ ...job, phase: "waiting" });
    },
    followJob: (...parameters) => followJob(...parameters),
    readResult: () => Promise.resolve(new Blob(["npz"])),
    removeJob: (_signal, id) => {
      removed.push(id);
      return Promise.resolve();
    },
  };
  const library = fakeLibrary({
    exportItems: (_dataset, only) => Promise.resolve(new Blob([`items of ${only?.sourceId ?? ""}`])),
    importEmbeddings: async (_number, dataset, of, { npz, maker }) => {
      imported.push([dataset, of.sourceId, await npz.text(), maker]);
      return {} as TableRecord;
    },
    emptyTrash: () => Promise.resolve(),
    listDatasets: () => Promise.resolve([]),
  });
  const readStorageQuota = () => Promise.resolve({ usage: 0, quota: 0 });
  connectServices({ companion, library, readStorageQuota } as unknown as Services);
});
afterEach(() => {
  companionEmbeddingStore.setState({ embeddings: new Map() });
});

const shown = () => companionEmbeddingOf(companionEmbeddingStore.getState(), target.dataset, checkpoint);

it("embeds what a source lacks, takes the vectors in, and lets the companion forget the job", async () => {
  await embedOnCompanion(target);
  expect(requests).toEqual([
    { kind: "embed", folder: "drawings", checkpoint: "tiny", items: "items of s1", dataset: "d1", source: "s1" },
  ]);
  expect(imported).toEqual([["d1", "s1", "npz", "companion, onnxruntime CUDA"]]);
  expect(removed).toEqual(["j1"]);
  expect(shown()).toBeUndefined();
});

it("shows how far the companion is", async () => {
  let finish: () => void = () => undefined;
  followJob = (_signal, id, onChange) => {
    onChange({ ...job, id });
    return new Promise((resolve) => (finish = () => resolve({ ...job, phase: "done" })));
  };
  const embedding = embedOnCompanion(target);
  await expect
    .poll(shown)
    .toMatchObject({ phase: "running", stage: "embedding on CUDA", done: 1, total: 2, jobId: "j1" });
  finish();
  await embedding;
});

it("shows why a job failed, and forgets it once that was read", async () => {
  const failure = { name: "CheckpointFormatError", message: "altered", hint: "copy it again" };
  followJob = (_signal, id) => Promise.resolve({ ...job, id, phase: "failed", failure });
  await embedOnCompanion(target);
  expect(shown()).toMatchObject({ phase: "failed", error: failure });
  expect(imported).toEqual([]);
  await endCompanionEmbedding(target);
  expect(removed).toEqual(["j1"]);
  expect(shown()).toBeUndefined();
});

it("cancels the job on the companion", async () => {
  followJob = (signal, id, onChange) => {
    onChange({ ...job, id });
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
  };
  const embedding = embedOnCompanion(target);
  await expect.poll(shown).toMatchObject({ jobId: "j1" });
  await endCompanionEmbedding(target);
  await embedding;
  expect(removed).toEqual(["j1"]);
  expect(shown()).toBeUndefined();
});

it("shows nothing of a job that was cancelled elsewhere", async () => {
  followJob = (_signal, id) => Promise.resolve({ ...job, id, phase: "cancelled" });
  await embedOnCompanion(target);
  expect(shown()).toBeUndefined();
});

describe("meeting the companion", () => {
  it("takes up the jobs of an earlier visit", async () => {
    jobs = [job, { ...job, id: "j2", phase: "cancelled" }, { ...job, id: "j3", kind: "build-index", subject: {} }];
    await meetCompanion();
    await resumeCompanionEmbeddings();
    expect(requests).toEqual([]);
    expect(imported).toHaveLength(1);
    expect(removed).toEqual(["j1"]);
  });

  it("tells one that wants its token from one that is not there", async () => {
    isAllowed = false;
    await meetCompanion();
    expect(companionStore.getState().contact).toEqual({ phase: "refused" });
    const readStatus = () => Promise.reject(new StudioError("CompanionUnreachableError", "none", "start it"));
    connectServices({ companion: { readStatus } } as unknown as Services);
    await meetCompanion();
    expect(companionStore.getState().contact).toMatchObject({ phase: "failed", error: { hint: "start it" } });
  });
});
