import { viewsOf } from "../core/embedding/derivedManifest";
import { orientationsOf, sumViews } from "../core/embedding/embeddingViews";
import { storedVector } from "../core/embedding/whitening";
import { orientedSize, orientImage } from "../core/image/orientImage";
import { scaledRules } from "../core/image/viewInputs";
import type { CheckpointFolder } from "./checkpoint/openCheckpointFolder";
import type { EmbeddingSession } from "./onnx/embeddingSession";

/** What embedding needs of a checkpoint and of the engine that runs it. */
export interface ViewedNetwork {
  readonly folder: Pick<CheckpointFolder, "manifest" | "whitening">;
  readonly session: Pick<EmbeddingSession, "run" | "dimension">;
}

/**
 * The stored vectors of pictures: every view of all of them goes through the network in one run, and each picture's views are
 * added up before they are whitened.
 *
 * @param uprights of each picture, its upright view at every size, as `uprightViews` gives them
 * @param throwIfCancelled called before each run
 * @returns a vector a picture, in their order
 */
export async function embedViews(
  { folder, session }: ViewedNetwork,
  uprights: readonly (readonly Float32Array<ArrayBuffer>[])[],
  throwIfCancelled: () => void,
): Promise<Float32Array<ArrayBuffer>[]> {
  const { manifest, whitening } = folder;
  const views = viewsOf(manifest);
  const embeddings: Float32Array[][] = uprights.map(() => []);
  if (uprights.length === 0) return [];
  for (const [at, scale] of views.scales.entries()) {
    const size = scaledRules(manifest.input, scale);
    for (const orientation of orientationsOf(views)) {
      throwIfCancelled();
      const looks = uprights.map((sizes) => orientImage(sizes[at]!, size, orientation));
      const rows = await session.run(joined(looks), orientedSize(size, orientation));
      embeddings.forEach((own, row) => own.push(rows.subarray(row * session.dimension, (row + 1) * session.dimension)));
    }
  }
  return embeddings.map((own) => storedVector(sumViews(own, views.pool), whitening));
}

function joined(images: readonly Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer> {
  const [first = new Float32Array()] = images;
  if (images.length === 1) return first;
  const all = new Float32Array(images.length * first.length);
  images.forEach((image, i) => all.set(image, i * first.length));
  return all;
}
