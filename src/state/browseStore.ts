import { createStore } from "zustand/vanilla";

import type { ItemFilter } from "../contracts/datasetService";
import type { ArrangementColumn } from "../core/dataset/arrangement";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { idle, type Task } from "./task";

export const noFilter: ItemFilter = { identity: null, category: null, split: null, role: null, text: "" };

export interface BrowseState {
  /** Whose items these are. */
  readonly dataset: DatasetId | null;
  readonly filter: ItemFilter;
  readonly arrangement: ArrangementColumn | null;
  readonly tilePixels: number;
  /** All items: what the filters offer. Null until they were read. */
  readonly all: ItemList | null;
  /** Those that pass the filter, in the order of the item table. The last ones stay while others are read. */
  readonly shown: ItemList | null;
  readonly reading: Task<null>;
  /** The item that is open large. */
  readonly openItem: ItemId | null;
}

export const wallTiles = { least: 72, most: 320, usual: 128 } as const;

const empty = { filter: noFilter, all: null, shown: null, reading: idle, openItem: null } as const;

export const browseStore = createStore<BrowseState>(() => ({
  ...empty,
  dataset: null,
  arrangement: null,
  tilePixels: wallTiles.usual,
}));

const latest = new LatestTask();

/** Shows a data set's items; what was asked of another data set means nothing here. */
export async function browseDataset(dataset: DatasetId): Promise<void> {
  if (browseStore.getState().dataset !== dataset) browseStore.setState({ ...empty, dataset });
  await readItems();
}

/** Narrows down which items are shown. */
export async function changeItemFilter(change: Partial<ItemFilter>): Promise<void> {
  browseStore.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
  await readItems();
}

export function arrangeBy(arrangement: ArrangementColumn | null): void {
  browseStore.setState({ arrangement });
}

export function resizeWall(tilePixels: number): void {
  browseStore.setState({ tilePixels: Math.min(wallTiles.most, Math.max(wallTiles.least, tilePixels)) });
}

/** Opens an item large; null closes it. */
export function openWallItem(openItem: ItemId | null): void {
  browseStore.setState({ openItem });
}

/** Reads the items anew, after the data set has changed. */
export async function rereadItems(dataset: DatasetId): Promise<void> {
  if (browseStore.getState().dataset !== dataset) return;
  browseStore.setState({ all: null });
  await readItems();
}

async function readItems(): Promise<void> {
  const { dataset, filter } = browseStore.getState();
  if (dataset === null) return;
  await latest.run(
    async (signal) => {
      browseStore.setState({ reading: { phase: "running", done: 0, total: 1 } });
      const read = async (wanted: ItemFilter | null) =>
        new ItemList(await services().library.ask(signal, (library) => library.readItems(dataset, wanted)));
      const all = browseStore.getState().all ?? (await read(null));
      const shown = isOpen(filter) ? all : await read(filter);
      signal.throwIfAborted();
      browseStore.setState({ all, shown, reading: { phase: "done", value: null } });
    },
    (error) => browseStore.setState({ reading: { phase: "failed", error } }),
  );
}

/** Whether a filter lets every item pass. */
export function isOpen({ identity, category, split, role, text }: ItemFilter): boolean {
  return identity === null && category === null && split === null && role === null && text === "";
}
