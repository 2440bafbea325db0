// Chromium lets several workers share one file since 2024; elsewhere the option is unknown and the handle is exclusive.
declare global {
  interface FileSystemFileHandle {
    createSyncAccessHandle(options?: AccessMode): Promise<FileSystemSyncAccessHandle>;
  }
}

interface AccessMode {
  readonly mode: "read-only" | "readwrite-unsafe";
}

/** Files that are being opened. */
const opening = new Set<FileSystemFileHandle>();

/**
 * Opens a file of the origin's private file system for synchronous reading and writing, as `createSyncAccessHandle` does.
 *
 * Chromium (156) never answers that call when the garbage collector takes the file's handle meanwhile, and a lock that is
 * held around it is then held for ever; so the handle is kept until the answer is there. Its other calls keep their handle
 * by themselves.
 */
export async function openAccessHandle(
  file: FileSystemFileHandle,
  mode?: AccessMode,
): Promise<FileSystemSyncAccessHandle> {
  opening.add(file);
  try {
    return await file.createSyncAccessHandle(mode);
  } finally {
    opening.delete(file);
  }
}
