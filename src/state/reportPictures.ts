import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import { isStudioError } from "../core/errors";
import { isReportPicture } from "../core/export/reportedQuery";
import { readEvaluationPicture } from "./evaluationPictures";
import { services } from "./services";

/** Pictures that are read at once: reading waits for a worker or for the server, not for the page. */
const atOnce = 8;

/**
 * Pictures of items as `data:` URLs, each read once. One that cannot be read is left out: a report without it is worth
 * more than none.
 */
export async function readReportPictures(
  signal: AbortSignal,
  dataset: DatasetId,
  itemIds: Iterable<ItemId>,
  report: (done: number, total: number) => void,
): Promise<Map<ItemId, string>> {
  const wanted = [...new Set(itemIds)];
  const pictures = new Map<ItemId, string>();
  for (let done = 0; done < wanted.length; done += atOnce) {
    report(done, wanted.length);
    const slice = wanted.slice(done, done + atOnce);
    const urls = await Promise.all(slice.map((itemId) => readPicture(signal, dataset, itemId)));
    signal.throwIfAborted();
    for (const [at, itemId] of slice.entries()) {
      const url = urls[at];
      if (typeof url === "string") pictures.set(itemId, url);
    }
  }
  report(wanted.length, wanted.length);
  return pictures;
}

async function readPicture(signal: AbortSignal, dataset: DatasetId, itemId: ItemId): Promise<string | null> {
  try {
    const url = await services().dataUrlOf(await readEvaluationPicture(signal, dataset, itemId));
    return isReportPicture(url) ? url : null;
  } catch (error) {
    if (!isStudioError(error)) throw error;
    return null;
  }
}
