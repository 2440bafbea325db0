import type { DatasetId, TableCheckpoint } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { checkpointsStore } from "./checkpointsStore";
import { chooseGallery, choiceStore, type GalleryChoice } from "./choiceStore";
import { intentStore, startQuery } from "./intentStore";
import { goTo } from "./pageStore";
import { viewOf } from "./searchIntent";

/** Searches in a data set by one of its tables from now on, and shows the search. */
export function searchIn(dataset: DatasetId, checkpoint: TableCheckpoint | null): void {
  changeGallery({ dataset, checkpoint: choiceId(checkpoint) });
  goTo("search");
}

/** Searches in a data set with one of its own items. */
export function searchWithItem(dataset: DatasetId, checkpoint: TableCheckpoint, itemId: ItemId): void {
  searchIn(dataset, checkpoint);
  startQuery([viewOf({ kind: "item", itemId })]);
}

/** Chooses another gallery or checkpoint. Items of one gallery cannot be asked for in another: such a query is dropped. */
export function changeGallery(choice: GalleryChoice): void {
  const isOther = choiceStore.getState().dataset !== choice.dataset;
  const { query } = intentStore.getState();
  const isOfGallery = query.views.some(({ source }) => source.kind === "item") || query.liked.length > 0;
  if (isOther && (isOfGallery || query.disliked.length > 0)) startQuery([]);
  chooseGallery(choice);
}

/** How a choice names a checkpoint: null is the one that ships. */
export function choiceId(checkpoint: TableCheckpoint | null): CheckpointId | null {
  if (checkpoint === null) return null;
  const shipped = checkpointsStore.getState().checkpoints?.find(({ isShipped }) => isShipped);
  return shipped?.manifest.id === checkpoint.id && checkpoint.sha256 !== "" ? null : checkpoint.id;
}
