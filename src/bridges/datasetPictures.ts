import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import { isStudioError } from "../core/errors";
import type { Library } from "./datasetBridge";
import { drawSvg } from "./drawSvg";
import type { PictureBatches, PlacedPicture } from "./embedPool";

/** Pictures that are asked for ahead of those that are taken, so that reading them costs no worker any time. */
const picturesAhead = 32;

/** Which pictures of a data set, and what holds their taker up. */
export interface PictureQueue {
  readonly dataset: DatasetId;
  readonly items: readonly ItemId[];
  /** Pictures in a batch. */
  readonly batch: number;
  /** Waits before each batch; `position` is its first picture. */
  readonly wait: (position: number) => Promise<void>;
  /** Hears of pictures that cannot be read; they are in no batch. */
  readonly onUnreadable: (position: number, facts: PictureFacts) => void;
}

type LoadedPicture = PlacedPicture | { readonly position: number; readonly unreadable: PictureFacts };

/**
 * Reads the pictures of items in order, some ahead, as batches for a pool. A picture that is missing is told and passed
 * over.
 *
 * @throws FolderReadError, CompanionUnreachableError where the whole folder cannot be read: no picture is to blame
 */
export async function* readPictures(
  signal: AbortSignal,
  library: Library,
  queue: PictureQueue,
): PictureBatches & AsyncGenerator<readonly PlacedPicture[], undefined> {
  const { items, batch: size, wait, onUnreadable } = queue;
  const boxOf = await readBoxes(signal, library, queue.dataset);
  const ahead: Promise<LoadedPicture>[] = [];
  let asked = 0;
  let batch: PlacedPicture[] = [];
  for (let position = 0; position < items.length; position++) {
    if (batch.length === 0) await wait(position);
    while (asked < items.length && ahead.length < Math.max(picturesAhead, 2 * size)) {
      const loading = loadPicture(signal, library, { dataset: queue.dataset, items, position: asked++, boxOf });
      loading.catch(() => undefined); // told when it is its turn
      ahead.push(loading);
    }
    const loaded = await ahead.shift();
    if (loaded === undefined) break;
    if ("unreadable" in loaded) onUnreadable(loaded.position, loaded.unreadable);
    else batch.push(loaded);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  return undefined;
}

type BoxOf = (itemId: ItemId) => PlacedPicture["picture"]["box"];

/** Most data sets have no boxes, and then nothing of their items is kept. */
async function readBoxes(signal: AbortSignal, library: Library, dataset: DatasetId): Promise<BoxOf> {
  const packed = await library.ask(signal, (service) => service.readItems(dataset, null));
  if (packed.boxes === null) return () => null;
  const items = new ItemList(packed);
  return (itemId) => items.at(items.rowOf(itemId))?.box ?? null;
}

async function loadPicture(
  signal: AbortSignal,
  library: Library,
  from: {
    readonly dataset: DatasetId;
    readonly items: readonly ItemId[];
    readonly position: number;
    readonly boxOf: BoxOf;
  },
): Promise<LoadedPicture> {
  const { position } = from;
  const itemId = from.items[position] ?? ("" as ItemId);
  try {
    const { file, page } = await library.ask(signal, (service) => service.readPicture(from.dataset, itemId));
    const stamp = { bytes: file.size, modified: file instanceof File ? file.lastModified : 0 };
    const { picture } = await drawSvg(file, itemId);
    return { position, picture: { itemId, picture, page, box: from.boxOf(itemId), stamp } };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    const unseen = { bytes: 0, modified: 0, sha256: "", width: 0, height: 0, ink: 0, isBlank: false } as const;
    return { position, unreadable: { itemId, ...unseen, color: "gray", fault } };
  }
}

/** What is wrong with one picture; null for failures that are not one picture's. */
function faultOf(error: unknown): string | null {
  if (error instanceof DOMException && error.name !== "AbortError") return `it cannot be read: ${error.message}`;
  if (!isStudioError(error)) return null;
  const isOfOne = error.name === "PictureMissingError" || error.name === "PictureFormatError";
  return isOfOne || error.name === "PictureTooLargeError" || error.name === "ArchiveFormatError" ? error.message : null;
}
