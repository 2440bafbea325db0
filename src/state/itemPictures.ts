import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { services } from "./services";

/** A small picture for a tile, or the file itself. */
export type PictureSize = "thumbnail" | "full";

/** Which picture an address is of. */
export interface ItemPicture {
  readonly dataset: DatasetId;
  readonly itemId: ItemId;
  readonly size: PictureSize;
}

/** Object addresses by what they show, in the order of use. */
const addresses = new Map<string, Promise<string>>();

/** More than any screen shows at once, so that an address in use is never taken back. */
const mostAddresses = 1_500;

/**
 * Address of the picture of an item of the library.
 *
 * The same picture has the same address until it was not asked for during many others.
 *
 * @throws PictureMissingError, FolderReadError
 */
export function itemPictureUrl(dataset: DatasetId, itemId: ItemId, size: PictureSize): Promise<string> {
  const key = `${dataset} ${size} ${itemId}`;
  const address = addresses.get(key) ?? readAddress(dataset, itemId, size);
  addresses.delete(key);
  addresses.set(key, address);
  // One that cannot be read is asked for again the next time: permission may have come back.
  address.catch(() => addresses.delete(key));
  for (const oldest of addresses.keys()) {
    if (addresses.size <= mostAddresses) break;
    void addresses.get(oldest)?.then(
      (url) => URL.revokeObjectURL(url),
      () => undefined,
    );
    addresses.delete(oldest);
  }
  return address;
}

/**
 * Takes back an address that shows nothing, so that the picture is read anew the next time it is asked for. One that was
 * found since then stays.
 */
export async function forgetItemPicture({ dataset, itemId, size }: ItemPicture, url: string): Promise<void> {
  const key = `${dataset} ${size} ${itemId}`;
  const address = addresses.get(key);
  if (address === undefined || (await address.catch(() => null)) !== url || addresses.get(key) !== address) return;
  addresses.delete(key);
  URL.revokeObjectURL(url);
}

/** Takes back the addresses of a data set's pictures: they were replaced or are gone. */
export function forgetItemPictures(dataset: DatasetId): void {
  for (const [key, address] of addresses) {
    if (!key.startsWith(`${dataset} `)) continue;
    void address.then(
      (url) => URL.revokeObjectURL(url),
      () => undefined,
    );
    addresses.delete(key);
  }
}

async function readAddress(dataset: DatasetId, itemId: ItemId, size: PictureSize): Promise<string> {
  const { library } = services();
  const signal = new AbortController().signal;
  const readThumbnail = () => library.ask(signal, (service) => service.readThumbnail(dataset, itemId));
  if (size === "thumbnail") return URL.createObjectURL(await readThumbnail());
  const { file, page } = await library.ask(signal, (service) => service.readPicture(dataset, itemId));
  return URL.createObjectURL(isShownByBrowsers(file, page) ? file : await readThumbnail());
}

/** Browsers draw neither TIFF nor PDF in an image element. */
function isShownByBrowsers(file: Blob, page: number): boolean {
  return page === 0 && !/tiff|pdf/.test(file.type);
}
