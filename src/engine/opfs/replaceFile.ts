import { openAccessHandle } from "./accessHandle";
import { isNotFound, writeFully } from "./storageErrors";

declare global {
  // Renames within the origin's private file system at once: all engines have it, TypeScript's library does not.
  interface FileSystemFileHandle {
    move(name: string): Promise<void>;
  }
}

const partEnding = ".part";
const blockBytes = 4 * 2 ** 20;

/**
 * Writes a file so that after a crash at any moment it is either what it was or the whole of what was to be written:
 * under another name, flushed, renamed. A leftover of that other name is overwritten by the next write.
 *
 * @throws DOMException QuotaExceededError; the file is then what it was
 */
export async function replaceFile(folder: FileSystemDirectoryHandle, name: string, content: Blob): Promise<void> {
  const part = name + partEnding;
  const file = await folder.getFileHandle(part, { create: true });
  try {
    await fill(file, content);
    await rename(folder, file, name, content);
  } catch (error) {
    await folder.removeEntry(part).catch(() => undefined); // the first failure is what counts
    throw error;
  }
}

/** A file's content; null where there is none. */
export async function readStored(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** How often a read is begun again that fell into a write. */
const mostReadings = 5;

/**
 * The bytes of a file from a place on; null where there is no file. What `getFile` gives cannot be read any more once the
 * file was replaced or has grown, so a reading that falls into a write is begun again.
 */
export async function readStoredBytes(
  folder: FileSystemDirectoryHandle,
  name: string,
  from = 0,
): Promise<Uint8Array<ArrayBuffer> | null> {
  for (let reading = 1; ; reading++) {
    const file = await readStored(folder, name);
    if (file === null) return null;
    try {
      return new Uint8Array(await file.slice(from).arrayBuffer());
    } catch (error) {
      const hasChanged = error instanceof DOMException && ["NotReadableError", "NotFoundError"].includes(error.name);
      if (!hasChanged || reading >= mostReadings) throw error;
    }
  }
}

/** Removes a file or a folder with all that is in it; nothing where there is none. */
export async function removeStored(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/**
 * Some engines refuse to rename onto a file that is there, and Chrome on Android refuses to rename at all. What is written
 * to a stream counts at its end, all at once, which is as good but twice the writing.
 */
async function rename(
  folder: FileSystemDirectoryHandle,
  file: FileSystemFileHandle,
  name: string,
  content: Blob,
): Promise<void> {
  try {
    await file.move(name);
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name !== "QuotaExceededError";
    if (!isRefused) throw error;
    const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await content.stream().pipeTo(stream); // closes it, or drops it where writing fails
    await folder.removeEntry(name + partEnding);
  }
}

async function fill(file: FileSystemFileHandle, content: Blob): Promise<void> {
  const handle = await openAccessHandle(file);
  try {
    handle.truncate(0);
    for (let at = 0; at < content.size; at += blockBytes) {
      writeFully(handle, new Uint8Array(await content.slice(at, at + blockBytes).arrayBuffer()), at);
    }
    handle.flush();
  } finally {
    handle.close();
  }
}
