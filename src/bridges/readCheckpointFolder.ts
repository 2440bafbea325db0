import type { FolderSource } from "../contracts/datasetService";

/** The file that makes a folder a checkpoint. */
const manifestName = "checkpoint.json";

/**
 * The files of a folder that is a checkpoint: path in the folder to file.
 *
 * @returns null where the folder has no checkpoint.json at its top, and for archives
 */
export async function readCheckpointFolder(source: FolderSource): Promise<ReadonlyMap<string, Blob> | null> {
  if (source.kind === "files") return source.files.has(manifestName) ? source.files : null;
  if (source.kind !== "handle") return null;
  const { handle } = source;
  // Asked for first: a data set may have hundreds of thousands of files, which need not be listed to know.
  const isCheckpoint = await handle.getFileHandle(manifestName).then(
    () => true,
    () => false,
  );
  if (!isCheckpoint) return null;
  const files = new Map<string, Blob>();
  for await (const [name, child] of handle.entries()) {
    if (child.kind === "file" && isCheckpointFile(name)) files.set(name, await child.getFile());
  }
  return files;
}

function isCheckpointFile(name: string): boolean {
  return /\.(json|jsonl|onnx|safetensors)$/.test(name);
}
