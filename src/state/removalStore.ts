import { createStore } from "zustand/vanilla";

import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { rereadItems } from "./browseStore";
import { LatestTask } from "./latestTask";
import { loadLibrary } from "./libraryStore";
import { reopenIfSearched } from "./reopenStudio";
import { clearSelected } from "./selectionStore";
import { services } from "./services";
import { idle, type Task } from "./task";

/** Taking items out of a data set, or back into it. */
export interface RemovalState {
  readonly task: Task<null>;
  /** Counts the removals and restorations of this visit: what was read before one is out of date. */
  readonly changes: number;
}

export const removalStore = createStore<RemovalState>(() => ({ task: idle, changes: 0 }));

const latest = new LatestTask();

/** Takes items out of a data set; their files stay where they are. Tells whether it was done. */
export async function removeItems(dataset: DatasetId, itemIds: readonly ItemId[]): Promise<boolean> {
  return changing(dataset, itemIds.length, (signal) =>
    services().library.ask(signal, (library) => library.removeItems(dataset, itemIds)),
  );
}

/** Takes a removal back. */
export async function restoreItems(dataset: DatasetId, itemIds: readonly ItemId[]): Promise<boolean> {
  return changing(dataset, itemIds.length, (signal) =>
    services().library.ask(signal, (library) => library.restoreItems(dataset, itemIds)),
  );
}

export function dismissRemovalFailure(): void {
  removalStore.setState({ task: idle });
}

async function changing(
  dataset: DatasetId,
  count: number,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  const before = removalStore.getState().changes;
  await latest.run(
    async (signal) => {
      removalStore.setState({ task: { phase: "running", done: 0, total: count } });
      await work(signal);
      clearSelected();
      removalStore.setState({ task: { phase: "done", value: null }, changes: before + 1 });
    },
    (error) => removalStore.setState({ task: { phase: "failed", error } }),
  );
  if (removalStore.getState().changes === before) return false;
  await Promise.all([loadLibrary(), rereadItems(dataset)]);
  reopenIfSearched(dataset);
  return true;
}
