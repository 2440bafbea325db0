import type { CancelSignal } from "../../core/cancelSignal";
import { litterReason } from "../../core/dataset/sourcePath";
import { isStudioError, StudioError } from "../../core/errors";
import { FileCollector } from "./fileCollector";
import { explainReadError, isPermissionError } from "./readError";
import type { Source, SourceListing } from "./source";

/** A link that leads back into its own folder nests for ever; no data set nests this deep. */
const deepest = 40;
/** Folders that are read at a time: each answer of the browser waits for its other process. */
const readersAtOnce = 16;
/** Folders whose handles are kept, so that opening a picture does not walk from the top each time. */
const mostKeptFolders = 1024;

interface WaitingFolder {
  readonly handle: FileSystemDirectoryHandle;
  /** With `/` at its end; "" for the top. */
  readonly prefix: string;
  readonly depth: number;
}

/** A folder of the user's disk, or of the origin's own files, read through its handle. Sizes are not asked for. */
export class FolderHandleSource implements Source {
  readonly name: string;
  readonly #root: FileSystemDirectoryHandle;
  readonly #folders = new Map<string, FileSystemDirectoryHandle>();

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
    this.name = root.name || "folder";
  }

  async list(signal: CancelSignal, onListed: (files: number) => void): Promise<SourceListing> {
    this.#folders.clear();
    const collector = new FileCollector(onListed);
    const waiting: WaitingFolder[] = [{ handle: this.#root, prefix: "", depth: 0 }];
    let reading = 0;
    let isStopped = false;
    await new Promise<void>((resolve, reject: (reason: Error) => void) => {
      const startMore = (): void => {
        for (; reading < readersAtOnce && !isStopped; reading++) {
          const folder = waiting.pop();
          if (folder === undefined) break;
          this.#readFolder(folder, collector, () => {
            signal.throwIfAborted();
            return isStopped;
          }).then(
            (inside) => {
              waiting.push(...inside);
              reading--;
              startMore();
            },
            (error: unknown) => {
              isStopped = true;
              reject(error as Error);
            },
          );
        }
        if (reading === 0) resolve();
      };
      startMore();
    });
    return collector.finish();
  }

  async open(path: string): Promise<Blob> {
    const cut = path.lastIndexOf("/");
    try {
      const folder = await this.#folderOf(path.slice(0, Math.max(0, cut)));
      return await (await folder.getFileHandle(path.slice(cut + 1))).getFile();
    } catch (error) {
      throw explainReadError(error, `${this.name}/${path}`);
    }
  }

  close(): void {
    this.#folders.clear();
  }

  /** Gathers the files of one folder. @returns the folders in it */
  async #readFolder(
    { handle, prefix, depth }: WaitingFolder,
    collector: FileCollector,
    isStopped: () => boolean,
  ): Promise<WaitingFolder[]> {
    const inside: WaitingFolder[] = [];
    try {
      for await (const [name, child] of handle.entries()) {
        if (isStopped()) break;
        const path = prefix + name;
        const litter = child.kind === "file" ? null : litterReason(path);
        if (child.kind === "file") collector.add({ path, bytes: null, modified: null });
        else if (litter !== null) collector.skip(`${path}/`, litter);
        else if (depth >= deepest) collector.fault(path, `expected folders nested at most ${deepest} deep: left out`);
        else inside.push({ handle: child, prefix: `${path}/`, depth: depth + 1 });
      }
    } catch (error) {
      const explained = explainReadError(error, prefix === "" ? this.name : `${this.name}/${prefix}`);
      // A folder that vanished or cannot be read is a fault of that folder; without permission nothing can be read.
      if (depth === 0 || explained === error || isPermissionError(explained)) throw asFolderError(explained);
      collector.fault(prefix, (explained as Error).message);
    }
    return inside;
  }

  async #folderOf(path: string): Promise<FileSystemDirectoryHandle> {
    if (path === "") return this.#root;
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf("/");
    const parent = await this.#folderOf(path.slice(0, Math.max(0, cut)));
    const folder = await parent.getDirectoryHandle(path.slice(cut + 1));
    if (this.#folders.size >= mostKeptFolders) this.#folders.clear();
    this.#folders.set(path, folder);
    return folder;
  }
}

/** The whole folder is no picture that is missing. */
function asFolderError(error: unknown): unknown {
  if (!isStudioError(error) || error.name !== "PictureMissingError") return error;
  return new StudioError(
    "FolderReadError",
    error.message,
    "Put the folder back, or choose it again where it lies now.",
  );
}
