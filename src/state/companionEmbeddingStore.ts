import { createStore } from "zustand/vanilla";

import type { CompanionJob } from "../contracts/companionApi";
import type { DatasetId, TableCheckpoint } from "../core/dataset/datasetRecord";
import type { StudioErrorName, StudioErrorShape } from "../core/errors";
import { companionStore, shownFailure, tableCheckpointOf } from "./companionStore";
import { loadLibrary } from "./libraryStore";
import { reopenIfSearched } from "./reopenStudio";
import { services } from "./services";

/** What is embedded on the companion: one source of a data set, which is one of its folders, by one of its checkpoints. */
export interface CompanionTarget {
  readonly dataset: DatasetId;
  readonly sourceId: string;
  /** Id of the companion's folder. */
  readonly folder: string;
  readonly checkpoint: TableCheckpoint;
}

export type CompanionEmbedding = { readonly target: CompanionTarget; readonly jobId: string | null } & (
  | {
      readonly phase: "running";
      /** In plain words: "embedding on CUDA", "taking the vectors in". */
      readonly stage: string;
      readonly done: number;
      readonly total: number | null;
    }
  | { readonly phase: "failed"; readonly error: StudioErrorShape }
);

export interface CompanionEmbeddingState {
  /** What runs or failed, by `keyOf` its target. What is done is a table of the library. */
  readonly embeddings: ReadonlyMap<string, CompanionEmbedding>;
}

export const companionEmbeddingStore = createStore<CompanionEmbeddingState>(() => ({ embeddings: new Map() }));

const controllers = new Map<string, AbortController>();

function keyOf({ dataset, sourceId, checkpoint }: CompanionTarget): string {
  return JSON.stringify([dataset, sourceId, checkpoint.id, checkpoint.sha256]);
}

/** What the companion does for a data set by a checkpoint now; undefined where it does nothing. */
export function companionEmbeddingOf(
  { embeddings }: CompanionEmbeddingState,
  dataset: DatasetId,
  checkpoint: TableCheckpoint,
): CompanionEmbedding | undefined {
  return [...embeddings.values()].find(
    ({ target }) =>
      target.dataset === dataset &&
      target.checkpoint.id === checkpoint.id &&
      target.checkpoint.sha256 === checkpoint.sha256,
  );
}

/** Embeds on the companion what a source lacks, fetches the vectors and takes them into the library. */
export async function embedOnCompanion(target: CompanionTarget): Promise<void> {
  await working(target, null, async (signal) => {
    const { library, companion } = services();
    show(target, null, { stage: "collecting the items", done: 0, total: null });
    const { dataset, sourceId, checkpoint, folder } = target;
    const table = await library.ask(signal, (service) => service.exportItems(dataset, { sourceId, checkpoint }));
    const items = await table.text();
    show(target, null, { stage: "sending the items", done: 0, total: null });
    const request = { kind: "embed", folder, checkpoint: checkpoint.id, items, dataset, source: sourceId } as const;
    signal.throwIfAborted();
    // Not to be aborted half-way: nobody would know the id of a job that was queued all the same.
    const { id } = await companion.startJob(new AbortController().signal, request);
    if (signal.aborted) await companion.removeJob(new AbortController().signal, id);
    return id;
  });
}

/** Takes up the jobs that an earlier visit of this page started; call it once the companion was met. */
export async function resumeCompanionEmbeddings(): Promise<void> {
  const { contact } = companionStore.getState();
  if (contact.phase !== "met") return;
  const targets = contact.jobs.flatMap((job) => {
    const target = job.phase === "cancelled" ? null : targetOf(job);
    return target === null || controllers.has(keyOf(target)) ? [] : [{ target, id: job.id }];
  });
  await Promise.all(targets.map(({ target, id }) => working(target, id, () => Promise.resolve(id))));
}

/** Gives up an embedding, or takes the message of a failed one away; the companion forgets its job. */
export async function endCompanionEmbedding(target: CompanionTarget): Promise<void> {
  const key = keyOf(target);
  const jobId = companionEmbeddingStore.getState().embeddings.get(key)?.jobId ?? null;
  controllers.get(key)?.abort();
  controllers.delete(key);
  change(key, null);
  if (jobId === null) return;
  try {
    await services().companion.removeJob(new AbortController().signal, jobId);
  } catch (error) {
    // One that is gone or cannot be reached has nothing left to end.
    shownFailure(error);
  }
}

async function working(
  target: CompanionTarget,
  knownJob: string | null,
  start: (signal: AbortSignal) => Promise<string>,
): Promise<void> {
  const key = keyOf(target);
  controllers.get(key)?.abort();
  const controller = new AbortController();
  controllers.set(key, controller);
  let jobId = knownJob;
  try {
    jobId = await start(controller.signal);
    await takeIn(controller.signal, target, jobId);
    change(key, null);
    controllers.delete(key);
    await loadLibrary();
    reopenIfSearched(target.dataset);
  } catch (error) {
    if (controller.signal.aborted) return;
    const failure = shownFailure(error);
    controllers.delete(key);
    change(key, failure === null ? null : { target, jobId, phase: "failed", error: failure });
  }
}

async function takeIn(signal: AbortSignal, target: CompanionTarget, jobId: string): Promise<void> {
  const { library, companion } = services();
  let maker = "companion, onnxruntime";
  const job = await companion.followJob(signal, jobId, ({ stage, done, total }) => {
    show(target, jobId, { stage, done, total });
    const device = /^embedding on (.+)$/.exec(stage)?.[1];
    if (device !== undefined) maker = `companion, onnxruntime ${device}`;
  });
  if (job.phase !== "done") throw failureOf(job);
  show(target, jobId, { stage: "fetching the vectors", done: 0, total: null });
  const npz = await companion.readResult(signal, jobId);
  show(target, jobId, { stage: "taking the vectors in", done: 0, total: null });
  const { dataset, sourceId, checkpoint } = target;
  await library.ask(signal, (service, number) =>
    service.importEmbeddings(number, dataset, { sourceId, checkpoint }, { npz, maker }),
  );
  await companion.removeJob(signal, jobId);
}

/** How a job failed; one that somebody else cancelled ends as if this page had. */
function failureOf({ failure }: CompanionJob): Error {
  if (failure === null) return new DOMException("the job was cancelled", "AbortError");
  const { name, message, hint } = failure;
  return Object.assign(new Error(message), { name: name as StudioErrorName, hint });
}

function targetOf({ kind, subject }: CompanionJob): CompanionTarget | null {
  const { contact } = companionStore.getState();
  if (kind !== "embed" || contact.phase !== "met") return null;
  const { folder, dataset, source } = subject;
  const checkpoint = contact.checkpoints.find(({ id }) => id === subject["checkpoint"]);
  if (typeof folder !== "string" || typeof dataset !== "string" || typeof source !== "string") return null;
  if (checkpoint === undefined) return null;
  return { dataset: dataset as DatasetId, sourceId: source, folder, checkpoint: tableCheckpointOf(checkpoint) };
}

function show(
  target: CompanionTarget,
  jobId: string | null,
  progress: { readonly stage: string; readonly done: number; readonly total: number | null },
): void {
  change(keyOf(target), { target, jobId, phase: "running", ...progress });
}

function change(key: string, embedding: CompanionEmbedding | null): void {
  companionEmbeddingStore.setState(({ embeddings }) => {
    const changed = new Map(embeddings);
    if (embedding === null) changed.delete(key);
    else changed.set(key, embedding);
    return { embeddings: changed };
  });
}
