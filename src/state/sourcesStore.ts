import { createStore } from "zustand/vanilla";

import type { FolderSource, SourceState } from "../contracts/datasetService";
import type { DatasetId, SourceRecord } from "../core/dataset/datasetRecord";
import { forgetItemPictures } from "./itemPictures";
import { LatestTask } from "./latestTask";
import { loadLibrary } from "./libraryStore";
import { services } from "./services";
import { idle, type Task } from "./task";

/** Whether the sources of one data set can be read. */
export interface SourcesState {
  readonly dataset: DatasetId | null;
  readonly sources: readonly SourceState[];
  readonly checking: Task<null>;
  readonly reconnecting: Task<null>;
  /** Counts the connections: pictures that could not be read before may be read after. */
  readonly connections: number;
}

export const sourcesStore = createStore<SourcesState>(() => ({
  dataset: null,
  sources: [],
  checking: idle,
  reconnecting: idle,
  connections: 0,
}));

const checks = new LatestTask();
const connections = new LatestTask();

/** Asks whether the sources of a data set can be read. */
export async function checkSources(dataset: DatasetId): Promise<void> {
  if (sourcesStore.getState().dataset !== dataset) {
    sourcesStore.setState({ dataset, sources: [], checking: idle, reconnecting: idle });
  }
  await checks.run(
    async (signal) => {
      sourcesStore.setState({ checking: { phase: "running", done: 0, total: 1 } });
      const sources = await services().library.ask(signal, (library) => library.checkSources(dataset));
      signal.throwIfAborted();
      sourcesStore.setState({ sources, checking: { phase: "done", value: null } });
    },
    (error) => sourcesStore.setState({ checking: { phase: "failed", error } }),
  );
}

/** Sources of a data set that cannot be read now. */
export function closedSources({ dataset, sources }: SourcesState, shown: DatasetId): readonly SourceState[] {
  return dataset === shown ? sources.filter(({ access }) => access !== "open") : [];
}

/**
 * Makes a source readable again: asks for permission, or lets the user choose the folder or file again where no handle is
 * left. Must be called while the user presses something.
 */
export async function reconnectSource(dataset: DatasetId, source: SourceRecord): Promise<void> {
  const state = sourcesStore.getState().sources.find(({ sourceId }) => sourceId === source.sourceId);
  const { askPermission, pickers } = services();
  const giving =
    state?.access === "asks" && state.handle !== null
      ? askPermission(state.handle)
      : source.kind === "archive"
        ? pickers.pickFile()
        : pickers.pickFolder();
  await connections.run(
    async (signal) => {
      sourcesStore.setState({ reconnecting: { phase: "running", done: 0, total: 1 } });
      await connect(signal, dataset, source, await giving);
      sourcesStore.setState({ reconnecting: { phase: "done", value: null } });
    },
    (error) => sourcesStore.setState({ reconnecting: { phase: "failed", error } }),
  );
  await checkSources(dataset);
}

async function connect(
  signal: AbortSignal,
  dataset: DatasetId,
  { sourceId }: SourceRecord,
  given: FolderSource | null,
): Promise<void> {
  // Whoever refuses or closes the dialog has decided; nothing failed.
  if (given === null) return;
  await services().library.ask(signal, (library) => library.reconnectSource(dataset, sourceId, given));
  forgetItemPictures(dataset);
  sourcesStore.setState((before) => ({ connections: before.connections + 1 }));
  await loadLibrary();
}
