import { createStore } from "zustand/vanilla";

import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";

/** Items of one data set that the user selected, to remove or to export them. */
export interface SelectionState {
  readonly dataset: DatasetId | null;
  readonly selected: ReadonlySet<ItemId>;
  /** The item that was selected last: where a range begins. */
  readonly anchor: ItemId | null;
}

const nothing: ReadonlySet<ItemId> = new Set();

export const selectionStore = createStore<SelectionState>(() => ({ dataset: null, selected: nothing, anchor: null }));

/** What is selected of a data set; nothing of any other. */
export function selectedOf({ dataset, selected }: SelectionState, shown: DatasetId): ReadonlySet<ItemId> {
  return dataset === shown ? selected : nothing;
}

/** Selects an item, or lets it go. */
export function toggleSelected(dataset: DatasetId, itemId: ItemId): void {
  const selected = new Set(selectedOf(selectionStore.getState(), dataset));
  if (!selected.delete(itemId)) selected.add(itemId);
  selectionStore.setState({ dataset, selected, anchor: itemId });
}

/** Selects further items. */
export function addSelected(dataset: DatasetId, itemIds: Iterable<ItemId>): void {
  const selected = new Set(selectedOf(selectionStore.getState(), dataset));
  for (const itemId of itemIds) selected.add(itemId);
  selectionStore.setState({ dataset, selected });
}

export function clearSelected(): void {
  selectionStore.setState({ dataset: null, selected: nothing, anchor: null });
}
