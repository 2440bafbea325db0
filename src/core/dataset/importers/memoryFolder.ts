import { StudioError } from "../../errors";
import type { ColumnTable, FolderView } from "./importer";

/** What lies in a folder in memory: a text, bytes, a binary table, the pages of a picture, or null for a picture of one page. */
export type MemoryFile = string | Uint8Array<ArrayBuffer> | ColumnTable | number | null;

/** A folder of a few files that never was on a disk. */
export function memoryFolder(files: Readonly<Record<string, MemoryFile>>, name = "folder"): FolderView {
  const find = <Kind extends MemoryFile>(path: string, isKind: (file: MemoryFile) => file is Kind): Kind => {
    const file = files[path];
    if (file !== undefined && isKind(file)) return file;
    throw new StudioError(
      "FolderReadError",
      `expected to read ${path} in ${name}; found nothing to read`,
      "Look at the path.",
    );
  };
  const paths = Object.keys(files).sort();
  const readText = (path: string): Promise<string> =>
    Promise.resolve().then(() => find(path, (file) => typeof file === "string"));
  return {
    name,
    files: paths.map((path) => {
      const file = files[path];
      return { path, bytes: null, pages: typeof file === "number" ? file : 1 };
    }),
    readText,
    readHead: readText,
    readBytes: (path) => Promise.resolve().then(() => find(path, (file) => file instanceof Uint8Array)),
    readTable: (path) => Promise.resolve().then(() => find(path, isTable)),
  };
}

function isTable(file: MemoryFile): file is ColumnTable {
  return typeof file === "object" && file !== null && "columns" in file;
}
