import type { EmbeddedItem, EmbeddedItems, ItemPicture } from "../contracts/embedService";
import { storedVector } from "../core/embedding/whitening";
import { preprocess } from "../core/image/preprocess";
import type { CheckpointFolder } from "./checkpoint/openCheckpointFolder";
import { examinePicture, type ExaminedPicture } from "./images/examinePicture";
import type { Network } from "./onnx/openNetwork";

/** A checkpoint in the engine that runs it. */
export interface OpenNetwork {
  readonly folder: CheckpointFolder;
  readonly network: Network;
}

/**
 * Embeds pictures in one run of the network, those that can be read.
 *
 * @param throwIfCancelled called before each stage
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
  const images = examined.flatMap(({ pixels }) => (pixels === null ? [] : [preprocess(pixels, folder.manifest.input)]));
  const preprocessed = performance.now();
  throwIfCancelled();
  const rows = images.length === 0 ? new Float32Array() : await network.session.run(joined(images));
  const items: EmbeddedItem[] = [];
  let row = 0;
  for (const { pixels, facts } of examined) {
    const length = network.session.dimension;
    const embedding = pixels === null ? null : rows.subarray(row * length, ++row * length);
    items.push({ vector: embedding === null ? null : storedVector(embedding, folder.whitening), facts });
  }
  const times = {
    decodeMs: decoded - start,
    preprocessMs: preprocessed - decoded,
    embedMs: performance.now() - preprocessed,
  };
  return { items, backend: network.backend.name, times };
}

function joined(images: readonly Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer> {
  const [first = new Float32Array()] = images;
  if (images.length === 1) return first;
  const all = new Float32Array(images.length * first.length);
  images.forEach((image, i) => all.set(image, i * first.length));
  return all;
}
