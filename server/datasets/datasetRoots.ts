import { realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";

import { StudioError } from "../../src/core/errors";
import { folderId } from "./folderId";

/** A folder that the companion serves, as a user named it. */
export interface NamedFolder {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * The folders that the companion serves, and the only place that turns a request into a path.
 *
 * A path must name something inside its folder before and after symbolic links are resolved.
 */
export class DatasetRoots {
  readonly #folders: ReadonlyMap<string, NamedFolder>;

  /** @throws CommandUsageError if two names make one id */
  constructor(folders: readonly NamedFolder[]) {
    const known = new Map<string, NamedFolder>();
    for (const folder of folders) {
      const id = folderId(folder.name);
      const other = known.get(id);
      if (other !== undefined) throw sameName(other, folder);
      known.set(id, folder);
    }
    this.#folders = known;
  }

  list(): { readonly id: string; readonly name: string }[] {
    return [...this.#folders].map(([id, { name }]) => ({ id, name }));
  }

  /**
   * A folder's path on this disk, symbolic links resolved.
   *
   * @throws FolderReadError if there is no such folder, or it cannot be reached now
   */
  async rootOf(id: string): Promise<string> {
    const folder = this.#folders.get(id);
    if (folder === undefined) {
      throw new StudioError(
        "FolderReadError",
        `expected a folder that the companion was started with; found "${id.slice(0, 80)}"`,
        "Start it with `npm start -- --data NAME=DIR`, by the same name as before.",
      );
    }
    const root = await realpath(folder.path).catch((error: unknown) => Promise.reject(notReached(folder, error)));
    if ((await stat(root)).isDirectory()) return root;
    throw notReached(folder, new Error("it is a file"));
  }

  /**
   * A file's path on this disk, symbolic links resolved.
   *
   * @param encoded the file's path as it stands in the address, each part percent-encoded
   * @throws CompanionRefusedError for a path that could leave the folder, PictureMissingError where no file is
   */
  async fileOf(id: string, encoded: string): Promise<string> {
    const root = await this.rootOf(id);
    const parts = encoded.split("/").map(decodePart);
    const path = parts.join("/");
    if (!parts.every(isPlainPart) || isDrive(parts[0])) throw outside(path);
    const file = await realpath(join(root, ...parts)).catch(() => null);
    if (file === null) throw missing(path, "none");
    if (!isInside(root, file)) throw outside(path);
    if (!(await stat(file)).isFile()) throw missing(path, "no regular file");
    return file;
  }
}

/** Whether a resolved path lies below a resolved folder. */
export function isInside(root: string, path: string): boolean {
  const below = relative(root, path);
  return below !== "" && below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

/** Whether a name can stand in an item's path: neither empty, "." nor "..", without separators and NUL. */
export function isPlainPart(part: string | null): part is string {
  return part !== null && part !== "" && part !== "." && part !== ".." && !/[/\\\0]/.test(part);
}

/** Whether a path that begins with this would name a drive or a scheme on some system. */
export function isDrive(first: string | null | undefined): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(first ?? "");
}

/** Null where the percent signs encode no text. */
function decodePart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function sameName(a: NamedFolder, b: NamedFolder): StudioError {
  return new StudioError(
    "CommandUsageError",
    `expected folders of different names; "${a.name}" (${a.path}) and "${b.name}" (${b.path}) are too much alike`,
    "Give one of them another name: --data NAME=DIR.",
  );
}

function notReached({ name, path }: NamedFolder, error: unknown): StudioError {
  return new StudioError(
    "FolderReadError",
    `expected the folder "${name}" at ${path}; it cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
    "Check that the disk is there and that you may read it, or start the companion with another --data.",
  );
}

function outside(path: string): StudioError {
  return new StudioError(
    "CompanionRefusedError",
    `expected a path inside the folder, written with "/"; found ${JSON.stringify(path.slice(0, 200))}`,
    "Import the folder again: its files are named by the companion's own listing.",
  );
}

function missing(path: string, found: string): StudioError {
  return new StudioError(
    "PictureMissingError",
    `expected a file at ${JSON.stringify(path.slice(0, 200))} in the companion's folder; found ${found}`,
    "The folder changed since it was listed. Put the file back, or import the folder again.",
  );
}
