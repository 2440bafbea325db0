import type { FolderSource } from "../contracts/datasetService";

interface AskingHandle {
  requestPermission?(descriptor: { readonly mode: "read" }): Promise<PermissionState>;
}

/**
 * Asks the user to let the page read a folder or file of the disk again. Must be called while the user presses something.
 *
 * @returns the source to read from; null where the user refuses
 */
export async function askPermission(
  handle: FileSystemDirectoryHandle | FileSystemFileHandle,
): Promise<FolderSource | null> {
  // Browsers without lasting permission have no such method; there every handle is of this visit, and open.
  const answer = await (handle as AskingHandle).requestPermission?.({ mode: "read" });
  if (answer !== undefined && answer !== "granted") return null;
  if (handle.kind === "directory") return { kind: "handle", handle };
  return { kind: "archive", file: await handle.getFile(), name: handle.name, handle };
}
