import { createStore } from "zustand/vanilla";

import type { DatasetId } from "../core/dataset/datasetRecord";
import type { CheckpointId } from "../core/embedding/checkpointManifest";

/** The gallery that ships with the studio; every other id is a data set of this browser's library. */
export const sampleDataset = "sample" as DatasetId;

/** Which gallery is searched, by which checkpoint. */
export interface GalleryChoice {
  readonly dataset: DatasetId;
  /** Null is the checkpoint that ships with the studio. */
  readonly checkpoint: CheckpointId | null;
  /** Id of the companion's store that holds its vectors; absent where this browser searches its own. */
  readonly store?: string;
}

export const shippedChoice: GalleryChoice = { dataset: sampleDataset, checkpoint: null };

/** What the user wants to search in; the address tells it. */
export const choiceStore = createStore<GalleryChoice>(() => shippedChoice);

/** Chooses what is searched from now on. */
export function chooseGallery(choice: GalleryChoice): void {
  choiceStore.setState(choice, true);
}

export function isSameChoice(a: GalleryChoice, b: GalleryChoice): boolean {
  return a.dataset === b.dataset && a.checkpoint === b.checkpoint && a.store === b.store;
}
