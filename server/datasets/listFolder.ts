import { lstatSync, type Stats, statSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";

import type { ListingLine } from "../../src/contracts/companionApi";
import { isDrive, isInside, isPlainPart } from "./datasetRoots";

/** Files looked at between two turns of the event loop; a look takes microseconds. */
const filesPerTurn = 500;
/** Enough for any tree of links made by hand, and an end to those made by mischief. */
const mostFollowedFolders = 10_000;

interface Folder {
  /** Relative to the root, with `/` at its end; "" for the root itself. */
  readonly prefix: string;
  /** Resolved. */
  readonly path: string;
  /** Paths of this folder and those above, to see circles. */
  readonly above: readonly string[];
}

/** A name in a folder: what it is once links are followed, and where it stands in the order. */
interface Child {
  readonly name: string;
  readonly isFolder: boolean;
  readonly path: string;
  readonly isLink: boolean;
  readonly stats: Stats | null;
}

/**
 * Lists a folder, in ascending order of path (by UTF-16 unit), then what was skipped and why.
 *
 * Memory grows with the depth and the widest folder, not with the number of files. Symbolic links are followed inside the
 * folder; those that leave it, lead nowhere or lead back to a folder above are skipped.
 *
 * @param root resolved
 * @param mostFollowed folders that are reached by a symbolic link; later ones are skipped
 */
export async function* listFolder(root: string, mostFollowed = mostFollowedFolders): AsyncGenerator<ListingLine> {
  const walk: Walk = { root, mostFollowed, skipped: [], looked: 0, followed: 0 };
  yield* listBelow(walk, { prefix: "", path: root, above: [root] });
  yield* walk.skipped;
}

interface Walk {
  readonly root: string;
  readonly mostFollowed: number;
  readonly skipped: { readonly skipped: string; readonly reason: string }[];
  looked: number;
  followed: number;
}

async function* listBelow(walk: Walk, folder: Folder): AsyncGenerator<ListingLine> {
  for (const child of await readChildren(walk, folder)) {
    const path = folder.prefix + child.name;
    if (child.isFolder) {
      const below = await enter(walk, folder, child);
      if (below !== null) yield* listBelow(walk, below);
      continue;
    }
    if (++walk.looked % filesPerTurn === 0) await new Promise(setImmediate);
    const stats = child.stats ?? look(child.path);
    if (stats instanceof Error) walk.skipped.push({ skipped: path, reason: `cannot be read: ${codeOf(stats)}` });
    else yield { path, bytes: stats.size, modified: Math.floor(stats.mtimeMs) };
  }
}

/** The files and folders of a folder in the order of their whole paths: as if a folder's name ended in "/". */
async function readChildren(walk: Walk, folder: Folder): Promise<Child[]> {
  const entries = await readdir(folder.path, { withFileTypes: true }).catch((error: unknown) => {
    if (folder.prefix === "") throw error;
    walk.skipped.push({ skipped: folder.prefix.slice(0, -1), reason: `folder cannot be read: ${codeOf(error)}` });
    return [];
  });
  const children: Child[] = [];
  for (const entry of entries) {
    const { name } = entry;
    const path = join(folder.path, name);
    const skip = (reason: string): void => void walk.skipped.push({ skipped: folder.prefix + name, reason });
    if (!isPlainPart(name) || (folder.prefix === "" && isDrive(name)))
      skip("its name cannot stand in an address on every system");
    else if (entry.isSymbolicLink()) {
      const target = await follow(walk.root, path);
      if (typeof target === "string") skip(target);
      else children.push({ name, path, ...target, isLink: true });
    } else if (entry.isFile() || entry.isDirectory())
      children.push({ name, path, isFolder: entry.isDirectory(), isLink: false, stats: null });
    else skip("no regular file");
  }
  const key = ({ name, isFolder }: Child): string => (isFolder ? `${name}/` : name);
  return children.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What a symbolic link leads to, or why it is not followed. */
async function follow(root: string, path: string): Promise<{ isFolder: boolean; stats: Stats } | string> {
  const target = await realpath(path).catch((error: unknown) => error);
  if (typeof target !== "string") {
    return codeOf(target) === "ELOOP" ? "symbolic link in a circle" : "symbolic link that leads nowhere";
  }
  if (target === root) return "symbolic link in a circle";
  if (!isInside(root, target)) return "symbolic link that leaves the folder";
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats === undefined) return "symbolic link that leads nowhere";
  return stats.isFile() || stats.isDirectory() ? { isFolder: stats.isDirectory(), stats } : "no regular file";
}

/** The folder of a child; null where it leads in a circle, or too many were reached by links. */
async function enter(walk: Walk, folder: Folder, { name, path, isLink }: Child): Promise<Folder | null> {
  const below = folder.prefix + name;
  const skip = (reason: string): null => (walk.skipped.push({ skipped: below, reason }), null);
  const target = isLink ? await realpath(path) : path;
  if (folder.above.includes(target)) return skip("symbolic link in a circle");
  if (isLink && ++walk.followed > walk.mostFollowed) {
    return skip(`more than ${walk.mostFollowed.toLocaleString("en")} folders reached by symbolic links`);
  }
  return { prefix: `${below}/`, path: target, above: [...folder.above, target] };
}

function look(path: string): Stats | Error {
  try {
    return lstatSync(path);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
