import type { EmbeddedPicture } from "../contracts/embedService";
import type { ItemId } from "../core/dataset/item";
import { StudioError } from "../core/errors";
import { drawSvg } from "./drawSvg";
import { EmbedPool, type OpenCheckpoint, type PlacedPicture } from "./embedPool";

export interface PictureFile {
  readonly name: string;
  readonly picture: Blob;
}

/**
 * Embeds picture files that belong to no data set, on all cores, in a pool that ends with the last one.
 *
 * @throws StudioError PictureFormatError at the first file that cannot be read
 */
export async function embedFiles(
  signal: AbortSignal,
  checkpoint: OpenCheckpoint,
  files: Iterable<PictureFile>,
  onEmbedded: (position: number, embedded: EmbeddedPicture) => void,
): Promise<void> {
  const pool = await EmbedPool.open(signal, checkpoint);
  try {
    await pool.embed(signal, batchesOf(files, pool.batch), (position, { vector, facts, times }) => {
      if (vector === null) throw fileError(facts.fault);
      onEmbedded(position, { vector, times });
    });
  } finally {
    pool.close();
  }
}

async function* batchesOf(
  files: Iterable<PictureFile>,
  size: number,
): AsyncGenerator<readonly PlacedPicture[], undefined> {
  let position = 0;
  let batch: PlacedPicture[] = [];
  for (const { name, picture } of files) {
    const drawn = await drawSvg(picture, name);
    const stamp = { bytes: picture.size, modified: 0 };
    const item = { itemId: name as ItemId, picture: drawn.picture, page: 0, box: null, stamp };
    batch.push({ position: position++, picture: item });
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  return undefined;
}

function fileError(fault: string): StudioError {
  return new StudioError("PictureFormatError", fault, "Take the file out, or replace it, and start again.");
}
