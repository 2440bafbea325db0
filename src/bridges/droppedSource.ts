import type { FolderSource } from "../contracts/datasetService";
import { StudioError } from "../core/errors";
import { nextTask, type PickedFile, sourceOfFiles } from "./pickedFiles";

/** Part of Chromium, and not yet of the platform's types. */
declare global {
  interface DataTransferItem {
    getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
  }
}

/** No data set nests this deep. */
const deepest = 40;

/** One thing that was dropped, as the browser gives it. */
type Dropped =
  | { readonly kind: "handle"; readonly handle: Promise<FileSystemHandle | null>; readonly file: File | null }
  | { readonly kind: "entry"; readonly entry: FileSystemEntry }
  | { readonly kind: "file"; readonly file: File };

/**
 * What was dropped. A folder comes as a handle where the browser gives one, and nothing of it is read here; in other
 * browsers its files are listed here, a folder at a time, while the page goes on.
 *
 * Must be called while the drop is being handled: a transfer is empty afterwards.
 *
 * @returns null where nothing was dropped that is a file or a folder
 * @throws StudioError FolderReadError if the browser cannot read what was dropped
 */
export function droppedSource(transfer: DataTransfer): Promise<FolderSource | null> {
  const dropped = Array.from(transfer.items).flatMap(take);
  return dropped.length === 1 && dropped[0] !== undefined ? openOne(dropped[0]) : openSeveral(dropped);
}

function take(item: DataTransferItem): Dropped[] {
  if (item.kind !== "file") return [];
  const file = item.getAsFile();
  if (item.getAsFileSystemHandle !== undefined) return [{ kind: "handle", handle: item.getAsFileSystemHandle(), file }];
  const entry = item.webkitGetAsEntry();
  if (entry !== null) return [{ kind: "entry", entry }];
  return file === null ? [] : [{ kind: "file", file }];
}

async function openOne(dropped: Dropped): Promise<FolderSource | null> {
  switch (dropped.kind) {
    case "handle": {
      const handle = await handleOf(dropped);
      if (isFolder(handle)) return { kind: "handle", handle };
      return sourceOfFiles(await pickedFile(handle, dropped.file));
    }
    case "entry": {
      const { entry } = dropped;
      if (entry.isFile) return sourceOfFiles([{ file: await fileOf(entry as FileSystemFileEntry), handle: null }]);
      const files = new Map<string, Blob>();
      await listEntry(entry as FileSystemDirectoryEntry, "", files);
      return { kind: "files", name: entry.name, files };
    }
    case "file":
      return sourceOfFiles([{ file: dropped.file, handle: null }]);
  }
}

/** Several things are one folder that holds them all. */
async function openSeveral(all: readonly Dropped[]): Promise<FolderSource | null> {
  const single: PickedFile[] = [];
  const inFolders = new Map<string, Blob>();
  for (const dropped of all) {
    if (dropped.kind === "file") single.push({ file: dropped.file, handle: null });
    else if (dropped.kind === "handle") {
      const handle = await handleOf(dropped);
      if (isFolder(handle)) await listHandle(handle, `${handle.name}/`, inFolders);
      else single.push(...(await pickedFile(handle, dropped.file)));
    } else if (dropped.entry.isFile) {
      single.push({ file: await fileOf(dropped.entry as FileSystemFileEntry), handle: null });
    } else await listEntry(dropped.entry as FileSystemDirectoryEntry, `${dropped.entry.name}/`, inFolders);
  }
  const source = sourceOfFiles(single);
  if (inFolders.size === 0) return source;
  if (source?.kind === "files") for (const [path, file] of source.files) inFolders.set(path, file);
  if (source?.kind === "archive") inFolders.set(source.name, source.file);
  return { kind: "files", name: `${all.length} folders and files`, files: inFolders };
}

function isFolder(handle: FileSystemHandle | null): handle is FileSystemDirectoryHandle {
  return handle?.kind === "directory";
}

async function handleOf({ handle, file }: Dropped & { kind: "handle" }): Promise<FileSystemHandle | null> {
  try {
    return await handle;
  } catch (error) {
    // A browser may refuse handles of system folders, and still give the file.
    if (file !== null && file.size > 0) return null;
    throw unreadable(file?.name ?? "what was dropped", error);
  }
}

async function pickedFile(handle: FileSystemHandle | null, file: File | null): Promise<PickedFile[]> {
  const fileHandle = handle?.kind === "file" ? (handle as FileSystemFileHandle) : null;
  const content = file ?? (await fileHandle?.getFile());
  return content === undefined ? [] : [{ file: content, handle: fileHandle }];
}

async function listHandle(folder: FileSystemDirectoryHandle, prefix: string, files: Map<string, Blob>): Promise<void> {
  checkDepth(prefix);
  for await (const [name, child] of folder.entries()) {
    if (isFolder(child)) await listHandle(child, `${prefix}${name}/`, files);
    else files.set(prefix + name, await child.getFile());
  }
}

async function listEntry(folder: FileSystemDirectoryEntry, prefix: string, files: Map<string, Blob>): Promise<void> {
  checkDepth(prefix);
  const reader = folder.createReader();
  // A reader gives a hundred entries or so at each call, and none when it has given all.
  for (let batch = await readBatch(reader, folder); batch.length > 0; batch = await readBatch(reader, folder)) {
    await nextTask();
    for (const entry of batch) {
      if (entry.isFile) files.set(prefix + entry.name, await fileOf(entry as FileSystemFileEntry));
      else await listEntry(entry as FileSystemDirectoryEntry, `${prefix}${entry.name}/`, files);
    }
  }
}

/** A link that leads back into its own folder would be followed for ever. */
function checkDepth(prefix: string): void {
  if (prefix.split("/").length <= deepest) return;
  throw unreadable(prefix, new Error(`folders nested more than ${deepest} deep`));
}

function readBatch(reader: FileSystemDirectoryReader, folder: FileSystemEntry): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) =>
    reader.readEntries(resolve, (error) => reject(unreadable(folder.name, error))),
  );
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, (error) => reject(unreadable(entry.name, error))));
}

function unreadable(name: string, error: unknown): StudioError {
  return new StudioError(
    "FolderReadError",
    `${name}: expected to read it; the browser cannot (${error instanceof Error ? error.message : String(error)})`,
    "Check that the disk is there and that you may read the folder, then drop it again, or choose it with the button.",
  );
}
