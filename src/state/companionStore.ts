import { createStore } from "zustand/vanilla";

import type { CompanionCheckpoints, CompanionFolders, CompanionJob } from "../contracts/companionApi";
import type { DatasetRecord, SourceRecord, TableCheckpoint } from "../core/dataset/datasetRecord";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { isAbortError, isStudioError, type StudioErrorShape } from "../core/errors";
import { LatestTask } from "./latestTask";
import { services } from "./services";

export type CompanionFolder = CompanionFolders["folders"][number];
export type CompanionCheckpoint = CompanionCheckpoints["checkpoints"][number];

/** How the companion stands to this page. */
export type CompanionContact =
  | { readonly phase: "unknown" }
  /** It serves the page, but this browser has not shown its token. */
  | { readonly phase: "refused" }
  | { readonly phase: "failed"; readonly error: StudioErrorShape }
  | {
      readonly phase: "met";
      readonly folders: readonly CompanionFolder[];
      readonly checkpoints: readonly CompanionCheckpoint[];
      /** All that it has, oldest first, when it was last asked. */
      readonly jobs: readonly CompanionJob[];
    };

export interface CompanionState {
  readonly contact: CompanionContact;
}

export const companionStore = createStore<CompanionState>(() => ({ contact: { phase: "unknown" } }));

const latest = new LatestTask();

/** Asks the companion what it has. A page without companion, or without its token, works without. */
export async function meetCompanion(): Promise<void> {
  await latest.run(
    async (signal) => {
      const { companion } = services();
      const { isAllowed } = await companion.readStatus(signal);
      const [folders, checkpoints, jobs] = isAllowed
        ? await Promise.all([
            companion.listFolders(signal),
            companion.listCheckpoints(signal),
            companion.listJobs(signal),
          ])
        : [[], [], []];
      signal.throwIfAborted();
      const contact = isAllowed
        ? ({ phase: "met", folders, checkpoints, jobs } as const)
        : ({ phase: "refused" } as const);
      companionStore.setState({ contact });
    },
    (error) => companionStore.setState({ contact: { phase: "failed", error } }),
  );
}

/** The folder of the companion that a source reads; undefined for other sources, and while it is not served. */
export function companionFolderOf(
  { contact }: CompanionState,
  { kind, name }: SourceRecord,
): CompanionFolder | undefined {
  return contact.phase === "met" && kind === "companion"
    ? contact.folders.find((folder) => folder.name === name)
    : undefined;
}

/** The first source of a data set that the companion serves now, and its folder; null where there is none. */
export function servedSourceOf(
  state: CompanionState,
  { sources }: DatasetRecord,
): { readonly sourceId: string; readonly folder: CompanionFolder } | null {
  for (const source of sources) {
    const folder = companionFolderOf(state, source);
    if (folder !== undefined) return { sourceId: source.sourceId, folder };
  }
  return null;
}

/** The checkpoint of the companion that makes the same vectors; undefined where it has none. */
export function companionCheckpointOf(
  { contact }: CompanionState,
  { id, sha256 }: TableCheckpoint,
): CompanionCheckpoint | undefined {
  return contact.phase === "met"
    ? contact.checkpoints.find((checkpoint) => checkpoint.id === id && checkpoint.sha256 === sha256)
    : undefined;
}

/** A checkpoint of the companion as tables name it. */
export function tableCheckpointOf({ id, sha256, dimension }: CompanionCheckpoint): TableCheckpoint {
  return { id: id as CheckpointId, sha256, dimension };
}

/** An expected failure as a store keeps it; null for an abort. A bug is thrown on. */
export function shownFailure(error: unknown): StudioErrorShape | null {
  if (isAbortError(error)) return null;
  if (!isStudioError(error)) throw error;
  return { name: error.name, message: error.message, hint: error.hint };
}
