import { openAccessHandle } from "./accessHandle";
import { type PositionedReader, readBySyncHandle } from "./positionedReader";

/** A file of this worker alone, gone when it closes. */
export interface ScratchFile extends PositionedReader {
  /** @throws DOMException QuotaExceededError where the browser's storage is full */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): void;
}

const FOLDER = "search-scratch";

/**
 * Opens an empty scratch file in the origin's private file system.
 *
 * Files that a dead worker left behind are removed first; those of living workers are locked and stay.
 *
 * @param bytes how much will be written
 * @returns null where the browser offers no such files (private windows, old engines) or has no room for this one
 */
export async function openScratchFile(bytes: number): Promise<ScratchFile | null> {
  try {
    // One worker at a time: a file is locked only once it is open, and until then another would take it for a leftover.
    return await navigator.locks.request(FOLDER, () => createScratchFile(bytes));
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return null;
    throw error;
  }
}

async function createScratchFile(bytes: number): Promise<ScratchFile | null> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  await removeLeftovers(folder);
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < bytes) return null;
  const name = crypto.randomUUID();
  const handle = await openAccessHandle(await folder.getFileHandle(name, { create: true }));
  return {
    ...readBySyncHandle(handle),
    write: (block, at) => {
      const written = handle.write(block, { at });
      // Some engines write what fits instead of throwing.
      if (written < block.length) throw new DOMException("no room for the rest", "QuotaExceededError");
    },
    close: () => {
      handle.close();
      // Nobody waits for the removal; a file that it misses is a leftover of the next start.
      folder.removeEntry(name).catch(() => undefined);
    },
  };
}

async function removeLeftovers(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of folder.keys()) await folder.removeEntry(name).catch(() => undefined);
}
