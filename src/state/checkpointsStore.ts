import { createStore } from "zustand/vanilla";

import type { TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import type { CheckpointId, CheckpointManifest } from "../core/embedding/checkpointManifest";
import type { EmbeddingViews } from "../core/embedding/embeddingViews";
import type { StudioErrorShape } from "../core/errors";
import { chooseGallery, choiceStore } from "./choiceStore";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { tableCheckpoint } from "./studioStore";
import { idle, type Task } from "./task";

/** A checkpoint that data sets can be embedded with. */
export interface KnownCheckpoint {
  readonly manifest: CheckpointManifest;
  /** The one that ships with the studio; every other one was brought by the user. */
  readonly isShipped: boolean;
}

export interface CheckpointsState {
  /** The shipped one first; null until they were read. */
  readonly checkpoints: readonly KnownCheckpoint[] | null;
  readonly loading: Task<null>;
  /** Taking a checkpoint that the user gave, or deleting one. */
  readonly change: Task<null>;
}

export const checkpointsStore = createStore<CheckpointsState>(() => ({
  checkpoints: null,
  loading: idle,
  change: idle,
}));

const loads = new LatestTask();
const changes = new LatestTask();

/** Reads which checkpoints there are. */
export async function loadCheckpoints(): Promise<void> {
  await loads.run(
    async (signal) => {
      checkpointsStore.setState({ loading: { phase: "running", done: 0, total: 1 } });
      const { library, readManifest, checkpointUrl } = services();
      const [shipped, brought] = await Promise.all([
        readManifest(signal, checkpointUrl),
        library.ask(signal, (service) => service.listCheckpoints()),
      ]);
      signal.throwIfAborted();
      const own = shipped === null ? [] : [{ manifest: shipped, isShipped: true }];
      const checkpoints = [...own, ...brought.map((manifest) => ({ manifest, isShipped: false }))];
      checkpointsStore.setState({ checkpoints, loading: { phase: "done", value: null } });
    },
    (error) => checkpointsStore.setState({ loading: { phase: "failed", error } }),
  );
}

/** Takes a checkpoint's files (path in its folder to file) into this browser. */
export async function addCheckpoint(files: ReadonlyMap<string, Blob>): Promise<void> {
  await changing((signal) => services().library.ask(signal, (library) => library.addCheckpoint(files)));
}

/** Keeps the same weights with views as a checkpoint of its own. Tells whether it was done. */
export async function addViews({ manifest, isShipped }: KnownCheckpoint, views: EmbeddingViews): Promise<boolean> {
  const { library, checkpointUrl } = services();
  return changing((signal) =>
    library.ask(signal, async (service) => {
      const shipped = { kind: "url", baseUrl: checkpointUrl } as const;
      return service.addViews(isShipped ? shipped : await service.readCheckpoint(manifest.id), views);
    }),
  );
}

/**
 * Forgets a checkpoint; it can be brought back in this visit. Tables that were embedded with it stay. Tells whether it
 * was done.
 */
export async function deleteCheckpoint(id: CheckpointId): Promise<boolean> {
  return changing(async (signal) => {
    await services().library.ask(signal, (library) => library.deleteCheckpoint(id));
    const { dataset, checkpoint } = choiceStore.getState();
    if (checkpoint === id) chooseGallery({ dataset, checkpoint: null });
  });
}

/** Takes the deletion of a checkpoint back. */
export async function restoreCheckpoint(id: CheckpointId): Promise<void> {
  await changing((signal) => services().library.ask(signal, (library) => library.restoreCheckpoint(id)));
}

/** Says that what a user gave is no checkpoint. */
export function failCheckpoint(error: StudioErrorShape): void {
  checkpointsStore.setState({ change: { phase: "failed", error } });
}

export function dismissCheckpointFailure(): void {
  checkpointsStore.setState({ change: idle });
}

/** Whether a table was made by a checkpoint: the same weights under the same id. */
export function isTableOf({ checkpoint }: TableRecord, { manifest }: KnownCheckpoint): boolean {
  return isSameCheckpoint(checkpoint, tableCheckpoint(manifest));
}

/** What to call the checkpoint of a table. */
export function checkpointName(checkpoints: readonly KnownCheckpoint[], { id, sha256 }: TableCheckpoint): string {
  if (sha256 === "") return `Brought embeddings (${id})`;
  return checkpoints.find(({ manifest }) => manifest.id === id)?.manifest.name ?? `${id} (not in this browser)`;
}

function isSameCheckpoint(a: TableCheckpoint, b: TableCheckpoint): boolean {
  return a.id === b.id && a.sha256 === b.sha256;
}

async function changing(work: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
  await changes.run(
    async (signal) => {
      checkpointsStore.setState({ change: { phase: "running", done: 0, total: 1 } });
      await work(signal);
      checkpointsStore.setState({ change: { phase: "done", value: null } });
    },
    (error) => checkpointsStore.setState({ change: { phase: "failed", error } }),
  );
  await loadCheckpoints();
  return checkpointsStore.getState().change.phase === "done";
}
