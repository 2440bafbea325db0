import type { ItemId } from "../core/dataset/item";
import { sheetOf } from "../core/dataset/sheet";
import { forgetItemPicture, type ItemPicture, itemPictureUrl, type PictureSize } from "./itemPictures";
import { services } from "./services";
import type { Gallery } from "./studioStore";

/** The file that holds an item's picture, and its page, counted from 0. */
export interface PictureFile {
  readonly file: Blob;
  readonly page: number;
}

/** Reads the file of an item's picture, wherever the gallery keeps it. */
export async function readItemPicture(signal: AbortSignal, { opened }: Gallery, itemId: ItemId): Promise<PictureFile> {
  if (opened.baseUrl === null) {
    return services().library.ask(signal, (library) => library.readPicture(opened.dataset, itemId));
  }
  const { path, page } = sheetOf(itemId);
  return { file: await services().fetchPicture(signal, addressIn(opened.baseUrl, path)), page };
}

/** Address of an item's picture: at once for the sample gallery, after reading for a data set of the library. */
export function galleryPictureUrl({ opened }: Gallery, itemId: ItemId, size: PictureSize): string | Promise<string> {
  if (opened.baseUrl === null) return itemPictureUrl(opened.dataset, itemId, size);
  return addressIn(opened.baseUrl, sheetOf(itemId).path);
}

/** Lets an address go that shows nothing. One of the page's origin stays what it is: only its answer can be another. */
export async function forgetGalleryPicture(
  { opened }: Gallery,
  picture: Omit<ItemPicture, "dataset">,
  url: string,
): Promise<void> {
  if (opened.baseUrl === null) await forgetItemPicture({ dataset: opened.dataset, ...picture }, url);
}

/** Address of a picture in a folder of the page's origin. */
function addressIn(baseUrl: string, path: string): string {
  return baseUrl + path.split("/").map(encodeURIComponent).join("/");
}
