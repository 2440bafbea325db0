import { createStore } from "zustand/vanilla";

import type { StorageQuota } from "../bridges/storageQuota";
import type { DatasetId, DatasetRecord, TableRecord } from "../core/dataset/datasetRecord";
import type { StudioErrorShape } from "../core/errors";
import { chooseGallery, choiceStore, shippedChoice } from "./choiceStore";
import { LatestTask } from "./latestTask";
import { showOverview, placeStore } from "./libraryPlace";
import { services } from "./services";
import { idle, type Task } from "./task";

/** A data set and its embedding tables. */
export interface LibraryEntry {
  readonly record: DatasetRecord;
  readonly tables: readonly TableRecord[];
}

export interface LibraryState {
  /** Newest first; null until they were read. */
  readonly entries: readonly LibraryEntry[] | null;
  readonly quota: StorageQuota | null;
  readonly loading: Task<null>;
  /** A change of the library: merging, deleting, renaming. */
  readonly change: Task<null>;
}

export const libraryStore = createStore<LibraryState>(() => ({
  entries: null,
  quota: null,
  loading: idle,
  change: idle,
}));

const loads = new LatestTask();
const changes = new LatestTask();

/** Reads which data sets and tables there are, and what room they take. */
export async function loadLibrary(): Promise<void> {
  await loads.run(
    async (signal) => {
      libraryStore.setState({ loading: { phase: "running", done: 0, total: 1 } });
      const { library, readStorageQuota } = services();
      const records = await library.ask(signal, (service) => service.listDatasets());
      const entries = await Promise.all(records.map((record) => readEntry(signal, record)));
      entries.sort((a, b) => b.record.createdAt - a.record.createdAt);
      const quota = await readStorageQuota();
      signal.throwIfAborted();
      libraryStore.setState({ entries, quota, loading: { phase: "done", value: null } });
    },
    (error) => libraryStore.setState({ loading: { phase: "failed", error } }),
  );
}

async function readEntry(signal: AbortSignal, record: DatasetRecord): Promise<LibraryEntry> {
  const tables = await services().library.ask(signal, (service) => service.listTables(record.id));
  return { record, tables };
}

/** Asks the browser to keep the library even when the disk gets full. */
export async function askToKeep(): Promise<void> {
  await services().askPersistence();
  await loadLibrary();
}

/** A data set of the library; undefined for the sample gallery, and until the library was read. */
export function entryOf({ entries }: LibraryState, dataset: DatasetId | null): LibraryEntry | undefined {
  return entries?.find(({ record }) => record.id === dataset);
}

export async function renameDataset(dataset: DatasetId, name: string): Promise<void> {
  await changing((signal) => services().library.ask(signal, (service) => service.renameDataset(dataset, name.trim())));
}

/** Hides a data set until it is restored or the visit ends. What was searched in it is searched in the sample gallery. */
export async function deleteDataset(dataset: DatasetId): Promise<boolean> {
  return changing(async (signal) => {
    await services().library.ask(signal, (service) => service.deleteDataset(dataset));
    if (choiceStore.getState().dataset === dataset) chooseGallery(shippedChoice);
    if (placeStore.getState().dataset === dataset) showOverview();
  });
}

/** Takes a deletion back. */
export async function restoreDataset(dataset: DatasetId): Promise<void> {
  await changing((signal) => services().library.ask(signal, (service) => service.restoreDataset(dataset)));
}

/** Makes one data set of several; the old ones stay. */
export async function mergeDatasets(datasets: readonly DatasetId[], name: string): Promise<boolean> {
  return changing((signal) =>
    services().library.ask(signal, (service) => service.mergeDatasets(datasets, name.trim())),
  );
}

export function cancelChange(): void {
  changes.cancel();
  libraryStore.setState({ change: idle });
}

/** Takes the message of a failed change away. */
export function dismissChangeFailure(): void {
  libraryStore.setState({ change: idle });
}

/** Says that something outside this store, as an export, was not done. */
export function failChange(error: StudioErrorShape): void {
  libraryStore.setState({ change: { phase: "failed", error } });
}

/** Makes one change and reads the library anew; tells whether it was made. */
async function changing(work: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
  let isDone = false;
  await changes.run(
    async (signal) => {
      libraryStore.setState({ change: { phase: "running", done: 0, total: 1 } });
      await work(signal);
      isDone = true;
      libraryStore.setState({ change: { phase: "done", value: null } });
    },
    (error) => libraryStore.setState({ change: { phase: "failed", error } }),
  );
  await loadLibrary();
  return isDone;
}
