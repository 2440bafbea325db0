import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { sampleDataset } from "./choiceStore";
import { galleryPictureUrl, readItemPicture } from "./galleryPictures";
import { itemPictureUrl } from "./itemPictures";
import { sampleStore } from "./sampleStore";
import { services } from "./services";

/** Address of an item's small picture, of the library or of the sample gallery; "" where the sample is not open. */
export function evaluationPictureUrl(dataset: DatasetId, itemId: ItemId): string | Promise<string> {
  if (dataset !== sampleDataset) return itemPictureUrl(dataset, itemId, "thumbnail");
  const { sample } = sampleStore.getState();
  return sample.phase === "done" ? galleryPictureUrl(sample.value, itemId, "thumbnail") : "";
}

/**
 * An item's small picture as a file.
 *
 * @throws StudioError PictureMissingError, FolderReadError, PictureFormatError
 */
export async function readEvaluationPicture(signal: AbortSignal, dataset: DatasetId, itemId: ItemId): Promise<Blob> {
  if (dataset !== sampleDataset) {
    return services().library.ask(signal, (library) => library.readThumbnail(dataset, itemId));
  }
  const { sample } = sampleStore.getState();
  if (sample.phase !== "done") throw new Error("the sample was evaluated, so it is open");
  return (await readItemPicture(signal, sample.value, itemId)).file;
}
