import type { CheckpointSource } from "../../contracts/embedService";
import type { CheckpointManifest } from "../../core/embedding/checkpointManifest";
import { readSafetensors } from "../../core/embedding/safetensors";
import type { Whitening } from "../../core/embedding/whitening";
import { checkpointError, readCheckpointFile, verifyFile } from "./checkpointFiles";
import { parseManifest } from "./parseManifest";

/** A checkpoint whose files are what its manifest says, ready to run. */
export interface CheckpointFolder {
  readonly manifest: CheckpointManifest;
  /** The model.onnx. */
  readonly model: Uint8Array<ArrayBuffer>;
  readonly modelSha256: string;
  /** null where vectors are stored as the network gives them. */
  readonly whitening: Whitening | null;
}

const modelFile = "model.onnx";
const whiteningFile = "whitening.safetensors";

/**
 * Reads and verifies a checkpoint's folder: the manifest, and every file that embedding needs, hashes first.
 *
 * The model is fetched beside the manifest, since it is the longest way to the first query.
 *
 * @throws StudioError `CheckpointFormatError` naming the file, what was expected and what was found
 */
export async function openCheckpointFolder(source: CheckpointSource): Promise<CheckpointFolder> {
  const modelRead = readCheckpointFile(source, modelFile);
  modelRead.catch(() => undefined); // a fault of the manifest is told first
  const manifest = parseManifest(await readCheckpointFile(source, "checkpoint.json"));
  const listedModel = manifest.files.find((listed) => listed.path === modelFile);
  if (listedModel === undefined) throw checkpointError("checkpoint.json", `${modelFile} among its files`, "none");
  const listedWhitening = manifest.files.find((listed) => listed.path === whiteningFile);
  const others = manifest.files.filter((listed) => listed !== listedModel && listed !== listedWhitening);
  const [model, whitening] = await Promise.all([
    modelRead,
    listedWhitening === undefined ? null : readCheckpointFile(source, whiteningFile),
    ...others.map(async (listed) => verifyFile(listed, await readCheckpointFile(source, listed.path))),
  ]);
  await verifyFile(listedModel, model);
  if (listedWhitening === undefined || whitening === null) {
    return { manifest, model, modelSha256: listedModel.sha256, whitening: null };
  }
  await verifyFile(listedWhitening, whitening);
  const opened = parseWhitening(whitening, manifest.embedding.dimension);
  return { manifest, model, modelSha256: listedModel.sha256, whitening: opened };
}

function parseWhitening(bytes: Uint8Array<ArrayBuffer>, storedDimension: number): Whitening {
  const tensors = readSafetensors(bytes, whiteningFile);
  const mean = tensors.get("mean");
  const projection = tensors.get("projection");
  if (mean === undefined || projection === undefined) {
    throw checkpointError(whiteningFile, "arrays mean and projection", [...tensors.keys()].join(", ") || "none");
  }
  const dimension = mean.values.length;
  const shape = `[${projection.shape.join(", ")}]`;
  if (shape !== `[${dimension}, ${storedDimension}]`) {
    throw checkpointError(
      whiteningFile,
      `a projection of [${dimension}, ${storedDimension}], by its mean and the embedding.dimension of checkpoint.json`,
      shape,
    );
  }
  return { mean: mean.values, projection: projection.values };
}
