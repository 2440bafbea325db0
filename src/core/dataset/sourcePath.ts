/** Longest path that is kept, in UTF-16 units: Linux and its file systems stop at 4,096 bytes. */
const longestPath = 4096;

/** A path that may be kept, or why not. */
export type CheckedPath = { readonly path: string } | { readonly fault: string };

/**
 * Checks the path of a file inside a folder or an archive, as others wrote it.
 *
 * Parts `.` and empty parts say nothing and are dropped. Nothing else is mended: a path that a program could take to lead
 * out of the folder (absolute, drive letter, `..`, backslash) is refused whole, and so is one that an item table cannot
 * name (control characters, or an end like `#page=2`, which names a sheet of another file).
 */
export function checkSourcePath(written: string): CheckedPath {
  const path = written
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
  // A drive letter may come to the front only when the parts before it are dropped.
  const fault = faultOf(written) ?? faultOf(path);
  if (fault !== null) return { fault };
  return path === "" ? { fault: "expected a file's name; found none" } : { path };
}

function faultOf(written: string): string | null {
  if (written.startsWith("/")) return "expected a path inside the folder; found an absolute path";
  if (/^[A-Za-z]:/.test(written))
    return `expected a path inside the folder; found the drive letter ${written.slice(0, 2)}`;
  if (written.includes("\\")) return "expected `/` between folders; found a backslash";
  if (/(^|\/)\.\.(\/|$)/.test(written)) return "expected a path inside the folder; found `..`, which leads out of it";
  const control = /\p{Cc}/u.exec(written)?.[0];
  if (control !== undefined) {
    return `expected a name of letters; found the control character ${control.charCodeAt(0)}`;
  }
  if (/\p{Cs}/u.test(written)) return "expected a name in Unicode; found half of a surrogate pair";
  if (/#page=\d+$/.test(written)) return "expected a file's name; found an end that names a sheet of a document";
  if (written.length > longestPath) return `expected at most ${longestPath} characters; found ${written.length}`;
  return null;
}

const litter: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/(^|\/)__MACOSX(\/|$)/, "resource forks of macOS"],
  [/(^|\/)Icon\r$/, "resource forks of macOS"],
  // Parts `.` and `..` are no names.
  [/(^|\/)\.(?!\.?(\/|$))/, "hidden files"],
  [/(^|\/)(thumbs\.db|ehthumbs(_vista)?\.db|desktop\.ini)$/i, "files that Windows keeps for itself"],
  [/(^|\/)(\$RECYCLE\.BIN|System Volume Information)(\/|$)/i, "files that Windows keeps for itself"],
  [/(^|\/)(@eaDir|#recycle)(\/|$)/, "files that a network disk keeps for itself"],
];

/**
 * Why a file or folder is no part of a data set: litter that operating systems leave in every folder.
 *
 * @returns the reason in plain words, the same for all of a kind; null for every other path
 */
export function litterReason(path: string): string | null {
  return litter.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
