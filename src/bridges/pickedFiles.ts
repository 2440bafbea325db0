import type { FolderSource } from "../contracts/datasetService";

/** A file, and its handle where the browser gives one: with it an archive can be read in place at later visits. */
export interface PickedFile {
  readonly file: File;
  readonly handle: FileSystemFileHandle | null;
}

/** Files that came without a folder: one zip archive is read as an archive, anything else as a folder of these files. */
export function sourceOfFiles(picked: readonly PickedFile[]): FolderSource | null {
  const [first] = picked;
  if (first === undefined) return null;
  const { file, handle } = first;
  if (picked.length === 1 && isArchive(file)) return { kind: "archive", file, name: file.name, handle };
  const name = picked.length === 1 ? file.name.replace(/(?<=.)\.[^.]*$/, "") : `${picked.length} files`;
  return { kind: "files", name, files: withUniqueNames(picked) };
}

/**
 * Files of a folder, as an input with `webkitdirectory` gives them.
 *
 * The browser has listed them already; paths are taken over in slices, so that the page stays responsive.
 */
export async function sourceOfFolderFiles(files: readonly File[]): Promise<FolderSource | null> {
  const [first] = files;
  if (first === undefined) return null;
  const byPath = new Map<string, Blob>();
  for (const [position, file] of files.entries()) {
    if (position % slice === slice - 1) await nextTask();
    byPath.set(file.webkitRelativePath.slice(file.webkitRelativePath.indexOf("/") + 1), file);
  }
  return { kind: "files", name: first.webkitRelativePath.split("/")[0] ?? "folder", files: byPath };
}

const slice = 5000;

/** Lets the page draw and answer before the next slice of work. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function isArchive({ name, type }: File): boolean {
  return /\.zip$/i.test(name) || type === "application/zip";
}

/** Files of several folders may have one name: later ones get a number before the extension. */
function withUniqueNames(picked: readonly PickedFile[]): Map<string, Blob> {
  const files = new Map<string, Blob>();
  for (const { file } of picked) {
    let name = file.name;
    for (let copy = 2; files.has(name); copy++) name = file.name.replace(/(?=\.[^.]*$)|$/, ` (${copy})`);
    files.set(name, file);
  }
  return files;
}
