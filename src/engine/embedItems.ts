import type { EmbeddedItem, EmbeddedItems, ItemPicture } from "../contracts/embedService";
import { viewsOf } from "../core/embedding/derivedManifest";
import { uprightViews } from "../core/image/viewInputs";
import type { CheckpointFolder } from "./checkpoint/openCheckpointFolder";
import { embedViews } from "./embedViews";
import { examinePicture, type ExaminedPicture } from "./images/examinePicture";
import type { Network } from "./onnx/openNetwork";

/** A checkpoint in the engine that runs it. */
export interface OpenNetwork {
  readonly folder: CheckpointFolder;
  readonly network: Network;
}

/**
 * Embeds pictures together, those that can be read.
 *
 * @param throwIfCancelled called before each stage and each run of the network
 */
export async function embedItems(
  { folder, network }: OpenNetwork,
  pictures: readonly ItemPicture[],
  throwIfCancelled: () => void,
): Promise<EmbeddedItems> {
  const start = performance.now();
  const examined: ExaminedPicture[] = [];
  for (const picture of pictures) {
    throwIfCancelled();
    examined.push(await examinePicture(picture));
  }
  const decoded = performance.now();
  const { input } = folder.manifest;
  const views = viewsOf(folder.manifest);
  const uprights = examined.flatMap(({ pixels }) => (pixels === null ? [] : [uprightViews(pixels, input, views)]));
  const preprocessed = performance.now();
  throwIfCancelled();
  const vectors = await embedViews({ folder, session: network.session }, uprights, throwIfCancelled);
  let row = 0;
  const items = examined.map(({ pixels, facts }): EmbeddedItem => ({
    vector: pixels === null ? null : (vectors[row++] ?? null),
    facts,
  }));
  const times = {
    decodeMs: decoded - start,
    preprocessMs: preprocessed - decoded,
    embedMs: performance.now() - preprocessed,
  };
  return { items, backend: network.backend.name, times };
}
