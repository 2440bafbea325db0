import type { Locks } from "../opfs/memoryLocks";
import type { HandleShelf } from "./handleShelf";

/** Where the library lies and what keeps its writers apart: the browser's own, or one in memory for tests. */
export interface LibraryPlace {
  /** The root of the origin's private file system. @throws StudioError StorageUnavailableError */
  openRoot(): Promise<FileSystemDirectoryHandle>;
  readonly locks: Locks;
  /** Handles of folders and archives of the user's disk. */
  readonly handles: HandleShelf;
}
