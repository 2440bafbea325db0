// Paths of a folder's listing: relative, with `/`.

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder that a path lies in, without `/` at its end; "" for the listed folder itself. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The last part of a path without its extension. A name that begins with its only dot has none. */
export function stemOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** What stands behind the last dot of a path's name, in lower case, without the dot; "" where there is none. */
export function extensionOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") + 1 ? path.slice(dot + 1).toLowerCase() : "";
}

/** `folder/path`, or the path alone where the folder is "". */
export function joinPath(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}

/** Whether a path names something below the folder it is relative to: no drive, no root, no empty, "." or ".." part. */
export function isPathInFolder(path: string): boolean {
  return !/[\\\0]|^[A-Za-z][A-Za-z0-9+.-]*:|(?:^|\/)\.{0,2}(?:\/|$)/.test(path);
}
