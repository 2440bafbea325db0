import { StudioError } from "../../core/errors";
import { openHandleShelf } from "./handleShelf";
import type { LibraryPlace } from "./libraryPlace";

/** The library's place in this browser. */
export function browserPlace(): LibraryPlace {
  let root: Promise<FileSystemDirectoryHandle> | null = null;
  return {
    openRoot: () => (root ??= openRoot()),
    // Looked up at the first use: an insecure page has no locks, and says so when it opens the root.
    get locks() {
      return navigator.locks;
    },
    handles: openHandleShelf(),
  };
}

async function openRoot(): Promise<FileSystemDirectoryHandle> {
  // Left out on insecure pages, whatever the types say.
  const storage = (navigator as { readonly storage?: StorageManager }).storage;
  try {
    if (storage !== undefined) return await storage.getDirectory();
  } catch (error) {
    throw unavailable(error instanceof Error ? `${error.name} (${error.message})` : "a refusal");
  }
  throw unavailable("none: the page is neither from localhost nor over https");
}

function unavailable(found: string): StudioError {
  return new StudioError(
    "StorageUnavailableError",
    `expected private storage of this browser, where the library lies; found ${found}`,
    "Open the studio from localhost or over https, in a window that is not private.",
  );
}
