import type { ListingProgress } from "../../contracts/datasetService";
import type { ItemId } from "../../core/dataset/item";
import type { PictureFacts } from "../../core/dataset/pictureFacts";
import { isStudioError } from "../../core/errors";
import type { FilePack, PackedFile } from "../opfs/filePack";
import { writing } from "../opfs/storageErrors";
import { isPermissionError, readBlob } from "../sources/readError";
import type { Source } from "../sources/source";

/** How much is written and flushed at a time. */
const batchBytes = 8 * 2 ** 20;
const batchFiles = 256;

/** How a long job is told to end and tells how far it is. */
export interface Job {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ListingProgress) => void;
}

/** A file that could not be copied, and why. */
export interface UncopiedFile {
  readonly path: string;
  readonly message: string;
}

/**
 * Copies files of a source into a new pack of a data set's folder.
 *
 * @param paths in the source, each once
 * @returns files that could not be read; all others were copied
 * @throws StudioError StorageFullError, FolderReadError where permission was withdrawn; an AbortError when the job ends
 */
export async function copyPictures(
  source: Source,
  paths: readonly string[],
  pack: FilePack,
  { signal, onProgress }: Job,
): Promise<UncopiedFile[]> {
  const uncopied: UncopiedFile[] = [];
  let batch: PackedFile[] = [];
  let bytes = 0;
  const flush = async () => {
    if (batch.length > 0)
      await writing(`copies of ${paths.length.toLocaleString("en")} pictures`, () => pack.append(batch));
    [batch, bytes] = [[], 0];
  };
  for (const [done, path] of paths.entries()) {
    signal.throwIfAborted();
    onProgress({ stage: "copying", done, total: paths.length });
    const file = await readFile(source, path);
    if ("message" in file) {
      uncopied.push(file);
      continue;
    }
    batch.push(file);
    bytes += file.content.size;
    if (bytes >= batchBytes || batch.length >= batchFiles) await flush();
  }
  await flush();
  onProgress({ stage: "copying", done: paths.length, total: paths.length });
  return uncopied;
}

/** The whole file in memory, so that one that changes or vanishes now does not spoil its batch; or why it cannot be read. */
async function readFile(source: Source, path: string): Promise<PackedFile | UncopiedFile> {
  try {
    const file = await source.open(path);
    const modified = "lastModified" in file ? (file as File).lastModified : 0;
    return { name: path, content: new Blob([await readBlob(file, path)]), modified };
  } catch (error) {
    if (!isStudioError(error) || isPermissionError(error) || !ofOneFile.includes(error.name)) throw error;
    return { path, message: error.message };
  }
}

/** Failures that say nothing of the other files. */
const ofOneFile: readonly string[] = ["PictureMissingError", "FolderReadError", "ArchiveFormatError"];

/** What is known of an item whose file could not be read. */
export function unreadableFacts(itemId: ItemId, message: string): PictureFacts {
  return { ...outdatedFacts(itemId, 0, 0), fault: message };
}

/** What is known of an item whose picture is another than the one that was looked at: its stamp. Nobody has examined it. */
export function outdatedFacts(itemId: ItemId, bytes: number, modified: number): PictureFacts {
  return {
    itemId,
    bytes,
    modified,
    sha256: "",
    width: 0,
    height: 0,
    color: "bilevel",
    ink: 0,
    isBlank: false,
    fault: "",
  };
}
