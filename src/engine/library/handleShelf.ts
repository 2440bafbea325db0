import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** Keeps handles of the user's disk between visits, by a key. Only IndexedDB can: a handle cannot be written into a file. */
export interface HandleShelf {
  put(key: string, handle: FileSystemHandle): Promise<void>;
  get(key: string): Promise<FileSystemHandle | null>;
  remove(key: string): Promise<void>;
}

interface Schema extends DBSchema {
  handles: { key: string; value: FileSystemHandle };
}

/** The shelf of this browser, opened at first use. */
export function openHandleShelf(name = "retrieval-studio-library"): HandleShelf {
  let opening: Promise<IDBPDatabase<Schema>> | null = null;
  const upgrade = (made: IDBPDatabase<Schema>) => {
    made.createObjectStore("handles");
  };
  const database = () => (opening ??= openDB<Schema>(name, 1, { upgrade }));
  return {
    put: async (key, handle) => {
      await (await database()).put("handles", handle, key);
    },
    get: async (key) => (await (await database()).get("handles", key)) ?? null,
    remove: async (key) => (await database()).delete("handles", key),
  };
}

/** A shelf in memory, for tests in node. */
export function memoryHandleShelf(): HandleShelf {
  const handles = new Map<string, FileSystemHandle>();
  return {
    put: (key, handle) => {
      handles.set(key, handle);
      return Promise.resolve();
    },
    get: (key) => Promise.resolve(handles.get(key) ?? null),
    remove: (key) => {
      handles.delete(key);
      return Promise.resolve();
    },
  };
}
