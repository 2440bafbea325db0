import type { FolderSource } from "../contracts/datasetService";
import { droppedSource } from "./droppedSource";
import { pickFiles, pickFolder } from "./pickFolder";

/** How a user gives a folder, an archive or files to the page. Null where nothing was chosen. */
export interface SourcePickers {
  /** Must be called while the drop is being handled: a transfer is empty afterwards. */
  readDropped(transfer: DataTransfer): Promise<FolderSource | null>;
  pickFolder(): Promise<FolderSource | null>;
  pickFile(): Promise<FolderSource | null>;
}

export const sourcePickers: SourcePickers = { readDropped: droppedSource, pickFolder, pickFile: pickFiles };
