import { createStore } from "zustand/vanilla";

import type { DatasetId } from "../core/dataset/datasetRecord";
import { pageStore } from "./pageStore";

/** The parts of a data set's page. */
export const datasetTabs = ["browse", "health", "embeddings", "evaluate", "sources"] as const;
export type DatasetTab = (typeof datasetTabs)[number];

/** Where in the library the user is: the overview, or one data set's page. The address tells it. */
export interface LibraryPlace {
  /** Null is the overview. */
  readonly dataset: DatasetId | null;
  readonly tab: DatasetTab;
}

export const overview: LibraryPlace = { dataset: null, tab: "browse" };

export const placeStore = createStore<LibraryPlace>(() => overview);

/** Shows the library's overview. */
export function showOverview(): void {
  placeStore.setState(overview);
  pageStore.setState({ page: "library", addressFailure: null });
}

/** Shows a data set's page. */
export function showDataset(dataset: DatasetId, tab: DatasetTab = "browse"): void {
  placeStore.setState({ dataset, tab });
  pageStore.setState({ page: "library", addressFailure: null });
}

export function isSamePlace(a: LibraryPlace, b: LibraryPlace): boolean {
  return a.dataset === b.dataset && a.tab === b.tab;
}
