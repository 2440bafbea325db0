import { createStore } from "zustand/vanilla";

import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { isStudioError } from "../core/errors";
import { services } from "./services";

/** A few items of each data set, by its id and revision: the pictures on its card. */
export interface CoverState {
  readonly covers: ReadonlyMap<string, readonly ItemId[]>;
}

export const coverStore = createStore<CoverState>(() => ({ covers: new Map() }));

/** How many pictures a card shows. */
const coverPictures = 8;

/** Names the cover of a data set as it is now. */
export function coverKey(dataset: DatasetId, revision: number): string {
  return `${dataset} ${revision}`;
}

/** Reads a data set's cover, once for each of its revisions. */
export async function loadCover(dataset: DatasetId, revision: number): Promise<void> {
  const key = coverKey(dataset, revision);
  if (coverStore.getState().covers.has(key)) return;
  const signal = new AbortController().signal;
  try {
    const items = await services().library.ask(signal, (library) => library.sampleItems(dataset, coverPictures));
    coverStore.setState(({ covers }) => ({ covers: new Map(covers).set(key, items) }));
  } catch (error) {
    // A card without pictures says no less; what cannot be read is told where the data set is opened.
    if (!isStudioError(error)) throw error;
  }
}
