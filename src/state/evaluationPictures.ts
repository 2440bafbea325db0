import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { sampleDataset } from "./choiceStore";
import { galleryPictureUrl } from "./galleryPictures";
import { itemPictureUrl } from "./itemPictures";
import { sampleStore } from "./sampleStore";

/** Address of an item's small picture, of the library or of the sample gallery; "" where the sample is not open. */
export function evaluationPictureUrl(dataset: DatasetId, itemId: ItemId): string | Promise<string> {
  if (dataset !== sampleDataset) return itemPictureUrl(dataset, itemId, "thumbnail");
  const { sample } = sampleStore.getState();
  return sample.phase === "done" ? galleryPictureUrl(sample.value, itemId, "thumbnail") : "";
}
