import { createStore } from "zustand/vanilla";

import type { EmbeddingProgress } from "../bridges/embeddingJob";
import { PauseGate } from "../bridges/pauseGate";
import type { TaskProgress } from "../bridges/progressMeter";
import type { CheckpointSource } from "../contracts/embedService";
import type { DatasetId, TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import { isAbortError, isStudioError, type StudioErrorShape } from "../core/errors";
import { loadLibrary } from "./libraryStore";
import { services } from "./services";
import { settingsStore, wantedBackend } from "./settingsStore";

export type { EmbeddingProgress } from "../bridges/embeddingJob";
export type { TaskProgress } from "../bridges/progressMeter";

/** The life of one task over a data set's pictures. `progress` is null until the first picture is done. */
export type PictureTask =
  | { readonly phase: "waiting" }
  | { readonly phase: "running" | "paused"; readonly progress: EmbeddingProgress | TaskProgress | null }
  | { readonly phase: "done"; readonly failed: number }
  | { readonly phase: "failed"; readonly error: StudioErrorShape };

/** What a task works on. */
export interface TaskTarget {
  readonly dataset: DatasetId;
  /** Null looks at the pictures for the health checks, without embedding them. */
  readonly checkpoint: TableCheckpoint | null;
}

export interface RunningTask extends TaskTarget {
  readonly task: PictureTask;
}

/** One task runs at a time, the others wait for it in the order in which they were started. */
export interface EmbeddingState {
  readonly tasks: readonly RunningTask[];
}

export const embeddingStore = createStore<EmbeddingState>(() => ({ tasks: [] }));

interface Waiting {
  readonly target: TaskTarget;
  readonly gate: PauseGate;
  readonly controller: AbortController;
  readonly work: (waiting: Waiting) => Promise<number>;
}

const waiting: Waiting[] = [];
let running: Waiting | null = null;

/**
 * Embeds what a data set has no vectors of yet, as soon as no other task runs.
 *
 * @param isShipped whether the checkpoint is the studio's own; all others are read from the library
 */
export function startEmbedding(dataset: DatasetId, checkpoint: TableCheckpoint, isShipped: boolean): Promise<void> {
  return start({ dataset, checkpoint }, async ({ controller, gate, target }) => {
    const { signal } = controller;
    const source = await readSource(signal, checkpoint, isShipped);
    const backend = wantedBackend(settingsStore.getState());
    const onProgress = (progress: EmbeddingProgress) => showProgress(target, gate, progress);
    const request = { dataset, checkpoint, source, backend };
    const { failed } = await services().datasetJobs.embed(signal, request, { gate, onProgress });
    return failed;
  });
}

/** Looks at the pictures that nobody has looked at yet, for the health checks. */
export function startExamining(dataset: DatasetId): Promise<void> {
  return start({ dataset, checkpoint: null }, async ({ controller, gate, target }) => {
    const onProgress = (progress: TaskProgress) => showProgress(target, gate, progress);
    return (await services().datasetJobs.examine(controller.signal, dataset, { gate, onProgress })).failed;
  });
}

/** Holds a running task back; what is on its way is still done and kept. */
export function pauseTask(target: TaskTarget): void {
  const { task } = taskOf(embeddingStore.getState(), target) ?? {};
  if (running === null || !isSameTarget(running.target, target) || task?.phase !== "running") return;
  running.gate.pause();
  show(target, { phase: "paused", progress: task.progress });
}

export function resumeTask(target: TaskTarget): void {
  const { task } = taskOf(embeddingStore.getState(), target) ?? {};
  if (running === null || !isSameTarget(running.target, target) || task?.phase !== "paused") return;
  running.gate.resume();
  show(target, { phase: "running", progress: task.progress });
}

/** Ends a task, or takes it out of the queue; what was done is kept. Also takes away what is told of one that has ended. */
export function endTask(target: TaskTarget): void {
  const position = waiting.findIndex((other) => isSameTarget(other.target, target));
  if (position >= 0) waiting.splice(position, 1);
  if (running !== null && isSameTarget(running.target, target)) running.controller.abort();
  show(target, null);
}

/** The task of a target; undefined where none was started, or its end was taken note of. */
export function taskOf({ tasks }: EmbeddingState, target: TaskTarget): RunningTask | undefined {
  return tasks.find((other) => isSameTarget(other, target));
}

/** Tables that an earlier visit has begun and not ended, and that no task works on: they are offered to go on with. */
export function resumableTables({ tasks }: EmbeddingState, tables: readonly TableRecord[]): TableRecord[] {
  const isBegun = ({ missing, embedded, failed }: TableRecord) => missing > 0 && embedded + failed > 0;
  return tables.filter(
    (table) => isBegun(table) && table.checkpoint.sha256 !== "" && taskOf({ tasks }, table) === undefined,
  );
}

async function start(target: TaskTarget, work: Waiting["work"]): Promise<void> {
  const known = taskOf(embeddingStore.getState(), target);
  const isUnderWay = known !== undefined && known.task.phase !== "done" && known.task.phase !== "failed";
  if (isUnderWay) return;
  waiting.push({ target, gate: new PauseGate(), controller: new AbortController(), work });
  show(target, { phase: "waiting" });
  await runWaiting();
}

async function runWaiting(): Promise<void> {
  if (running !== null) return;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    running = next;
    try {
      await runTask(next);
    } finally {
      running = null;
    }
  }
}

async function runTask(next: Waiting): Promise<void> {
  const { target, controller } = next;
  show(target, { phase: "running", progress: null });
  try {
    const failed = await next.work(next);
    if (!controller.signal.aborted) show(target, { phase: "done", failed });
  } catch (error) {
    if (controller.signal.aborted || isAbortError(error)) return;
    const { name, message, hint } = asShape(error);
    show(target, { phase: "failed", error: { name, message, hint } });
  } finally {
    await loadLibrary(); // tables and sizes are others now
  }
}

function asShape(error: unknown): StudioErrorShape {
  if (isStudioError(error)) return error;
  throw error;
}

async function readSource(signal: AbortSignal, { id }: TableCheckpoint, isShipped: boolean): Promise<CheckpointSource> {
  if (isShipped) return { kind: "url", baseUrl: services().checkpointUrl };
  return services().library.ask(signal, (library) => library.readCheckpoint(id));
}

function showProgress(target: TaskTarget, gate: PauseGate, progress: EmbeddingProgress | TaskProgress): void {
  if (running === null || !isSameTarget(running.target, target) || running.controller.signal.aborted) return;
  show(target, { phase: gate.isPaused ? "paused" : "running", progress });
}

/** @param task null takes the target out of the list */
function show({ dataset, checkpoint }: TaskTarget, task: PictureTask | null): void {
  const target = { dataset, checkpoint };
  const { tasks } = embeddingStore.getState();
  const position = tasks.findIndex((other) => isSameTarget(other, target));
  if (task === null) embeddingStore.setState({ tasks: tasks.filter((_, i) => i !== position) });
  else if (position < 0) embeddingStore.setState({ tasks: [...tasks, { ...target, task }] });
  else embeddingStore.setState({ tasks: tasks.with(position, { ...target, task }) });
}

function isSameTarget(a: TaskTarget, b: TaskTarget): boolean {
  return (
    a.dataset === b.dataset && a.checkpoint?.id === b.checkpoint?.id && a.checkpoint?.sha256 === b.checkpoint?.sha256
  );
}
