import { StudioError } from "../../core/errors";

/** Whether a file or folder was not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotFoundError";
}

/**
 * Lets writing into this browser's storage fail in a user's words.
 *
 * @param what is written, for the message: "the item table of Market"
 * @throws StudioError StorageFullError where the browser has no room; everything else as it came
 */
export async function writing<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
    throw new StudioError(
      "StorageFullError",
      `expected room in this browser's storage for ${what}; found it full (${error.message})`,
      "Delete data sets or tables that you no longer need, or free space on the disk; what was kept before is unharmed.",
    );
  }
}

/** Writes all of a block, or says that there is no room: some engines write what fits instead of throwing. */
export function writeFully(handle: FileSystemSyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  const written = handle.write(bytes, { at });
  if (written < bytes.length) throw new DOMException(`wrote ${written} of ${bytes.length} bytes`, "QuotaExceededError");
}
