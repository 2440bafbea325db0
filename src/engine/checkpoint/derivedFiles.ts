import type { CheckpointSource } from "../../contracts/embedService";
import { derivedManifest } from "../../core/embedding/derivedManifest";
import type { EmbeddingViews } from "../../core/embedding/embeddingViews";
import { modelInputSize } from "../../core/embedding/modelInputSize";
import { checkViewSizes } from "./checkViewSizes";
import { readCheckpointFile } from "./checkpointFiles";
import { parseManifest } from "./parseManifest";

/**
 * The files of the same weights with views, by path in the folder.
 *
 * @param createdAt ISO 8601
 * @throws StudioError CheckpointFormatError: views of a size that the network does not take, or it has views already
 */
export async function derivedFiles(
  source: CheckpointSource,
  views: EmbeddingViews,
  createdAt: string,
): Promise<ReadonlyMap<string, Blob>> {
  const parent = parseManifest(await readCheckpointFile(source, "checkpoint.json"));
  const manifest = derivedManifest(parent, views, createdAt);
  const files = new Map([["checkpoint.json", new Blob([`${JSON.stringify(manifest, null, 2)}\n`])]]);
  for (const { path } of manifest.files) {
    const bytes = await readCheckpointFile(source, path);
    if (path === "model.onnx") checkViewSizes(manifest, modelInputSize(bytes));
    files.set(path, new Blob([bytes]));
  }
  return files;
}
