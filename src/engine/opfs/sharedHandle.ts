import { StudioError } from "../../core/errors";
import { openAccessHandle } from "./accessHandle";

/** How long a file is waited for whose last holder has just died. */
const attempts = 20;
const pauseMs = 100;

/**
 * Opens a file of the origin's private file system for reading and writing beside readers of the same file, where the
 * browser can share files; elsewhere alone. Writers must be kept apart by a lock of their own.
 *
 * @throws StudioError LockedElsewhereError where another holds the file and does not let go of it
 */
export async function openSharedHandle(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openAccessHandle(file, { mode: "readwrite-unsafe" });
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NoModificationAllowedError") throw error;
      if (attempt === attempts) {
        throw new StudioError(
          "LockedElsewhereError",
          `expected to write to ${file.name}; found it open elsewhere`,
          "Close the gallery in this browser's other tabs, or open another one here, and try again.",
        );
      }
      await new Promise((resume) => setTimeout(resume, pauseMs));
    }
  }
}

/** Whether readers and a writer can hold one file: Chromium since 2024. Elsewhere the first to open it keeps all others out. */
export function sharesFiles(): boolean {
  return typeof FileSystemSyncAccessHandle !== "undefined" && "mode" in FileSystemSyncAccessHandle.prototype;
}

/**
 * Writes all bytes.
 *
 * @throws DOMException QuotaExceededError where there is no room, also in engines that write what fits and say so
 */
export function writeWhole(handle: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  const written = handle.write(bytes, { at });
  if (written < bytes.length) throw new DOMException("no room for the rest", "QuotaExceededError");
}
