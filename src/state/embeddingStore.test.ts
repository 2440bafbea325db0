import { beforeEach, describe, expect, it } from "vitest";

import type { DatasetJobs } from "../bridges/datasetJobs";
import type { EmbeddingProgress } from "../bridges/embeddingJob";
import type { DatasetId, TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { StudioError } from "../core/errors";
import {
  embeddingStore,
  endTask,
  pauseTask,
  resumableTables,
  resumeTask,
  startEmbedding,
  startExamining,
  taskOf,
} from "./embeddingStore";
import { fakeLibrary } from "./fakeLibrary";
import { connectServices, type Services } from "./services";

const dataset = "d-1" as DatasetId;
const checkpoint: TableCheckpoint = { id: "tiny" as CheckpointId, sha256: "ab", dimension: 4 };
const target = { dataset, checkpoint };
const progress: EmbeddingProgress = {
  done: 5,
  failed: 1,
  total: 10,
  picturesPerSecond: 2,
  secondsLeft: 2,
  backend: "WASM SIMD",
  batch: 1,
};

type Embed = DatasetJobs["embed"];

/** The embedding that the store has started, held until the test lets it go. */
interface Started {
  readonly signal: AbortSignal;
  readonly request: Parameters<Embed>[1];
  readonly control: Parameters<Embed>[2];
  readonly finish: (record: Partial<TableRecord>) => void;
  readonly fail: (error: Error) => void;
}

let started: Started[];
let loads: number;

beforeEach(() => {
  started = [];
  loads = 0;
  embeddingStore.setState({ tasks: [] });
  const embed: Embed = (signal, request, control) =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      started.push({ signal, request, control, finish: (record) => resolve(record as TableRecord), fail: reject });
    });
  const services: Partial<Services> = {
    library: fakeLibrary({
      emptyTrash: () => Promise.resolve(),
      listDatasets: () => Promise.resolve((loads++, [])),
      readCheckpoint: (id) => Promise.resolve({ kind: "url", baseUrl: `opfs:${id}` }),
    }),
    readStorageQuota: () => Promise.resolve({ usedBytes: 1, quotaBytes: 2, isPersistent: false }),
    datasetJobs: { embed, examine: () => Promise.resolve({ ...progress, failed: 3 }) },
    checkpointUrl: "models/default/",
  };
  connectServices(services as Services);
});

const phase = () => taskOf(embeddingStore.getState(), target)?.task.phase;
const turn = () => new Promise((resume) => setTimeout(resume));

describe("embeddingStore", () => {
  it("embeds with the chosen checkpoint, tells its progress, and reads the library again at the end", async () => {
    const ended = startEmbedding(dataset, checkpoint, false);
    await turn();
    expect(started[0]?.request).toMatchObject({ dataset, checkpoint, source: { kind: "url", baseUrl: "opfs:tiny" } });
    expect(taskOf(embeddingStore.getState(), target)?.task).toEqual({ phase: "running", progress: null });
    started[0]?.control.onProgress(progress);
    expect(taskOf(embeddingStore.getState(), target)?.task).toEqual({ phase: "running", progress });
    started[0]?.finish({ failed: 2 });
    await ended;
    expect(taskOf(embeddingStore.getState(), target)?.task).toEqual({ phase: "done", failed: 2 });
    expect(loads).toBe(1);
  });

  it("pauses and resumes the gate that the task passes", async () => {
    void startEmbedding(dataset, checkpoint, true);
    await turn();
    started[0]?.control.onProgress(progress);
    pauseTask(target);
    expect(started[0]?.control.gate.isPaused).toBe(true);
    started[0]?.control.onProgress({ ...progress, done: 6 });
    expect(taskOf(embeddingStore.getState(), target)?.task).toMatchObject({ phase: "paused", progress: { done: 6 } });
    resumeTask(target);
    expect(started[0]?.control.gate.isPaused).toBe(false);
    expect(phase()).toBe("running");
    endTask(target);
  });

  it("runs one task at a time, and starts none twice", async () => {
    const other = { ...checkpoint, id: "other" as CheckpointId };
    void startEmbedding(dataset, checkpoint, true);
    void startEmbedding(dataset, checkpoint, true);
    void startEmbedding(dataset, other, true);
    await turn();
    expect(started).toHaveLength(1);
    expect(embeddingStore.getState().tasks.map(({ task }) => task.phase)).toEqual(["running", "waiting"]);
    started[0]?.finish({ failed: 0 });
    await turn();
    expect(started[1]?.request.checkpoint).toEqual(other);
    endTask({ dataset, checkpoint: other });
    await turn();
  });

  it("ends a task without a word, and takes a waiting one out of the queue", async () => {
    void startEmbedding(dataset, checkpoint, true);
    void startExamining(dataset);
    await turn();
    endTask({ dataset, checkpoint: null });
    endTask(target);
    await turn();
    expect(started[0]?.signal.aborted).toBe(true);
    expect(embeddingStore.getState().tasks).toEqual([]);
    expect(loads).toBe(1);
  });

  it("shows what went wrong, and can be started again", async () => {
    void startEmbedding(dataset, checkpoint, true);
    await turn();
    started[0]?.fail(new StudioError("StorageFullError", "expected room; found none", "Make room."));
    await turn();
    const error = { name: "StorageFullError", message: "expected room; found none", hint: "Make room." };
    expect(taskOf(embeddingStore.getState(), target)?.task).toEqual({ phase: "failed", error });
    void startEmbedding(dataset, checkpoint, true);
    await turn();
    expect(phase()).toBe("running");
    endTask(target);
    await turn();
  });

  it("looks at pictures without a checkpoint", async () => {
    await startExamining(dataset);
    const { task } = taskOf(embeddingStore.getState(), { dataset, checkpoint: null }) ?? {};
    expect(task).toEqual({ phase: "done", failed: 3 });
  });

  it("offers tables that were begun and are not complete", () => {
    const table = { ...target, embedded: 5, failed: 0, missing: 3 } as TableRecord;
    const state = embeddingStore.getState();
    expect(resumableTables(state, [table])).toEqual([table]);
    expect(
      resumableTables(state, [
        { ...table, missing: 0 },
        { ...table, embedded: 0 },
      ]),
    ).toEqual([]);
    expect(resumableTables(state, [{ ...table, checkpoint: { ...checkpoint, sha256: "" } }])).toEqual([]);
    expect(resumableTables({ tasks: [{ ...target, task: { phase: "waiting" } }] }, [table])).toEqual([]);
  });
});
