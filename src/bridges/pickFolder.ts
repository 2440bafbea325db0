// The browser's own dialogs. They need a user's click and a secure context (https or localhost), and no other permission;
// the content security policy has no say in them.
import { directoryOpen, fileOpen } from "browser-fs-access";

import type { FolderSource } from "../contracts/datasetService";
import { sourceOfFiles, sourceOfFolderFiles } from "./pickedFiles";

/** Part of Chromium, and not yet of the platform's types. */
declare global {
  interface Window {
    showDirectoryPicker?(options: { readonly id: string; readonly mode: "read" }): Promise<FileSystemDirectoryHandle>;
  }
}

/** The browser opens the dialog where the last one of this name ended. */
const dialogId = "data-set";

/**
 * Asks for a folder. Where the browser gives a handle nothing of it is read here, whatever its size; others list all
 * files before they answer.
 *
 * @returns null where the user closed the dialog
 */
export function pickFolder(): Promise<FolderSource | null> {
  return unlessClosed(async () => {
    if (window.showDirectoryPicker !== undefined) {
      return { kind: "handle", handle: await window.showDirectoryPicker({ id: dialogId, mode: "read" }) };
    }
    return sourceOfFolderFiles((await directoryOpen({ recursive: true })) as File[]);
  });
}

/** Asks for an archive, an item table, embeddings, documents or pictures. @returns null where the user closed the dialog */
export function pickFiles(): Promise<FolderSource | null> {
  return unlessClosed(async () => {
    const files = await fileOpen({ id: dialogId, multiple: true });
    return sourceOfFiles(files.map((file) => ({ file, handle: file.handle ?? null })));
  });
}

async function unlessClosed(pick: () => Promise<FolderSource | null>): Promise<FolderSource | null> {
  try {
    return await pick();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}
