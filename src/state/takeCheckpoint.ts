import { unzip } from "fflate";

import type { FolderSource } from "../contracts/datasetService";
import { isStudioError, StudioError } from "../core/errors";
import { addCheckpoint, failCheckpoint } from "./checkpointsStore";
import { services } from "./services";

/** Lets the user choose the folder of a checkpoint, and takes it into this browser. */
export async function takeCheckpointFolder(): Promise<void> {
  await taking(services().pickers.pickFolder());
}

/** Lets the user choose a zip with a checkpoint's files, and takes them into this browser. */
export async function takeCheckpointZip(): Promise<void> {
  await taking(services().pickers.pickFile());
}

/** Takes a checkpoint that was dropped as a folder or a zip. Must be called while the drop is being handled. */
export async function takeDroppedCheckpoint(transfer: DataTransfer): Promise<void> {
  await taking(services().pickers.readDropped(transfer));
}

async function taking(picking: Promise<FolderSource | null>): Promise<void> {
  try {
    const source = await picking;
    if (source === null) return;
    const files =
      source.kind === "archive" ? await unzipFiles(source.file) : await services().readCheckpointFolder(source);
    if (files?.has("checkpoint.json") !== true) throw noCheckpoint(source);
    await addCheckpoint(files);
  } catch (error) {
    if (!isStudioError(error)) throw error;
    failCheckpoint(error);
  }
}

/** Files of a zip by their path below the folder that holds checkpoint.json. */
async function unzipFiles(archive: Blob): Promise<ReadonlyMap<string, Blob>> {
  const bytes = new Uint8Array(await archive.arrayBuffer());
  const entries = await new Promise<Record<string, Uint8Array>>((resolve, reject) =>
    unzip(bytes, (error, found) => {
      if (error === null) resolve(found);
      else reject(unreadableZip(error.message));
    }),
  );
  const manifest = Object.keys(entries).find((path) => /(^|\/)checkpoint\.json$/.test(path)) ?? "";
  const folder = manifest.slice(0, manifest.lastIndexOf("/") + 1);
  const inside = Object.entries(entries).filter(([path]) => path.startsWith(folder) && !path.endsWith("/"));
  return new Map(
    inside.map(([path, content]) => [path.slice(folder.length), new Blob([content as Uint8Array<ArrayBuffer>])]),
  );
}

function noCheckpoint(source: FolderSource): StudioError {
  const name = source.kind === "handle" ? source.handle.name : source.name;
  return new StudioError(
    "CheckpointFormatError",
    `expected checkpoint.json in "${name}"; found none`,
    "Choose the folder that the trainer exported, or a zip of it: checkpoint.json and model.onnx lie side by side in it.",
  );
}

function unreadableZip(reason: string): StudioError {
  return new StudioError(
    "ArchiveFormatError",
    `expected a zip with a checkpoint; found one that cannot be read: ${reason}`,
    "Make the zip again, or choose the checkpoint's folder.",
  );
}
