import { createStore } from "zustand/vanilla";

import type {
  DatasetId,
  DatasetRecord,
  EmbeddingFailure,
  TableCheckpoint,
  TableRecord,
} from "../core/dataset/datasetRecord";
import { choiceId } from "./searchIn";
import { chooseGallery, choiceStore, shippedChoice } from "./choiceStore";
import { fileName } from "./exportItems";
import { LatestTask } from "./latestTask";
import { loadLibrary } from "./libraryStore";
import { services } from "./services";
import { idle, type Task } from "./task";

/** What is asked of embedding tables other than to fill them. */
export interface TablesState {
  /** Exporting, deleting, forgetting failures. */
  readonly change: Task<null>;
  /** The table whose failures are shown, and they. */
  readonly failuresOf: string | null;
  readonly failures: Task<readonly EmbeddingFailure[]>;
}

export const tablesStore = createStore<TablesState>(() => ({ change: idle, failuresOf: null, failures: idle }));

const changes = new LatestTask();
const reads = new LatestTask();

/** Names one table among those of all data sets. */
export function tableKey(dataset: DatasetId, { id, sha256 }: TableCheckpoint): string {
  return `${dataset} ${id} ${sha256}`;
}

/** Reads which items could not be embedded, and why. */
export async function showFailures(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<void> {
  tablesStore.setState({
    failuresOf: tableKey(dataset, checkpoint),
    failures: { phase: "running", done: 0, total: 1 },
  });
  await reads.run(
    async (signal) => {
      const value = await services().library.ask(signal, (library) => library.readFailures(dataset, checkpoint));
      signal.throwIfAborted();
      tablesStore.setState({ failures: { phase: "done", value } });
    },
    (error) => tablesStore.setState({ failures: { phase: "failed", error } }),
  );
}

export function hideFailures(): void {
  reads.cancel();
  tablesStore.setState({ failuresOf: null, failures: idle });
}

/** Forgets which items failed, so that embedding tries them again. */
export async function forgetFailures(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<boolean> {
  hideFailures();
  return changing((signal) => services().library.ask(signal, (library) => library.retryFailures(dataset, checkpoint)));
}

/** Deletes a table; it can be brought back in this visit. What is searched by it is the sample gallery then. */
export async function deleteTable(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<boolean> {
  return changing(async (signal) => {
    await services().library.ask(signal, (library) => library.deleteTable(dataset, checkpoint));
    const choice = choiceStore.getState();
    if (choice.dataset === dataset && choice.checkpoint === choiceId(checkpoint)) chooseGallery(shippedChoice);
  });
}

/** Takes the deletion of a table back. */
export async function restoreTable(dataset: DatasetId, checkpoint: TableCheckpoint): Promise<boolean> {
  return changing((signal) => services().library.ask(signal, (library) => library.restoreTable(dataset, checkpoint)));
}

/** Saves a table's vectors as .npy, and the item table that its rows stand for beside it. */
export async function exportTable({ id, name }: DatasetRecord, { checkpoint }: TableRecord): Promise<boolean> {
  return changing(async (signal) => {
    const { vectors, items } = await services().library.ask(signal, (library) => library.exportTable(id, checkpoint));
    signal.throwIfAborted();
    const base = `${fileName(name)} ${fileName(checkpoint.id)}`;
    services().saveFile(vectors, `${base}.npy`);
    services().saveFile(items, `${base} items.csv`);
  });
}

/** Saves a table's items and vectors as one Parquet file. */
export async function exportTableAsParquet({ id, name }: DatasetRecord, { checkpoint }: TableRecord): Promise<boolean> {
  return changing(async (signal) => {
    const file = await services().library.ask(signal, (library, jobId) =>
      library.exportTableAsParquet(jobId, id, checkpoint),
    );
    signal.throwIfAborted();
    services().saveFile(file, `${fileName(name)} ${fileName(checkpoint.id)}.parquet`);
  });
}

export function cancelTableChange(): void {
  changes.cancel();
  tablesStore.setState({ change: idle });
}

export function dismissTableFailure(): void {
  tablesStore.setState({ change: idle });
}

async function changing(work: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
  await changes.run(
    async (signal) => {
      tablesStore.setState({ change: { phase: "running", done: 0, total: 1 } });
      await work(signal);
      tablesStore.setState({ change: { phase: "done", value: null } });
    },
    (error) => tablesStore.setState({ change: { phase: "failed", error } }),
  );
  await loadLibrary();
  return tablesStore.getState().change.phase === "done";
}
