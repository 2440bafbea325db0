import type { FolderSource } from "../contracts/datasetService";
import type { DatasetId } from "../core/dataset/datasetRecord";
import { isStudioError } from "../core/errors";
import { addCheckpoint } from "./checkpointsStore";
import { failImport, startImport } from "./importStore";
import { openProject, projectEnding } from "./projectStore";
import { services } from "./services";

/**
 * Begins an import of what was dropped on the page; the folder of a checkpoint is taken as a checkpoint, a project file is
 * opened. Must be called while the drop is being handled.
 */
export async function takeDropped(transfer: DataTransfer, into: DatasetId | null = null): Promise<void> {
  await importing(services().pickers.readDropped(transfer), into);
}

/** Lets the user choose a folder, and begins its import. Nothing happens where none is chosen. */
export async function takeFolder(into: DatasetId | null = null): Promise<void> {
  await importing(services().pickers.pickFolder(), into);
}

/** Lets the user choose a zip, a table or pictures, and begins their import. */
export async function takeFile(into: DatasetId | null = null): Promise<void> {
  await importing(services().pickers.pickFile(), into);
}

async function importing(picking: Promise<FolderSource | null>, into: DatasetId | null): Promise<void> {
  try {
    const source = await picking;
    if (source === null) return;
    if (isProject(source)) {
      await openProject(source.file);
      return;
    }
    const checkpoint = await services().readCheckpointFolder(source);
    if (checkpoint === null) await startImport(source, into);
    else await addCheckpoint(checkpoint);
  } catch (error) {
    if (!isStudioError(error)) throw error;
    failImport(error);
  }
}

function isProject(source: FolderSource): source is FolderSource & { readonly kind: "archive" } {
  return source.kind === "archive" && source.name.toLowerCase().endsWith(projectEnding);
}
