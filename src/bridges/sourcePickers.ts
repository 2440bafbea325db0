import { directoryOpen, fileOpen } from "browser-fs-access";

import type { FolderSource } from "../contracts/datasetService";

/** How a user gives a folder, an archive or files to the page. Null where nothing was chosen. */
export interface SourcePickers {
  /** Must be called while the drop is being handled: a transfer is empty afterwards. */
  readDropped(transfer: DataTransfer): Promise<FolderSource | null>;
  pickFolder(): Promise<FolderSource | null>;
  pickFile(): Promise<FolderSource | null>;
}

export const sourcePickers: SourcePickers = {
  readDropped: (transfer) => Promise.resolve(sourceOf(Array.from(transfer.files))),
  pickFolder: () => picking(directoryOpen({ recursive: true }).then((files) => files as File[])),
  pickFile: () => picking(fileOpen({ multiple: true })),
};

async function picking(files: Promise<readonly File[]>): Promise<FolderSource | null> {
  try {
    return sourceOf(await files);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}

function sourceOf(files: readonly File[]): FolderSource | null {
  const [first] = files;
  if (first === undefined) return null;
  if (files.length === 1 && first.name.endsWith(".zip")) {
    return { kind: "archive", file: first, name: first.name, handle: null };
  }
  const paths = files.map((file) => [pathOf(file), file] as const);
  const [folder = ""] = first.webkitRelativePath.split("/");
  return { kind: "files", name: folder === "" ? first.name : folder, files: new Map(paths) };
}

/** Path below the chosen folder; the name of a file that was chosen alone. */
function pathOf(file: File): string {
  const { webkitRelativePath: path } = file;
  return path === "" ? file.name : path.slice(path.indexOf("/") + 1);
}
