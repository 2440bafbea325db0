import type { FolderSource } from "../contracts/datasetService";

/**
 * A file of a source that is about to be imported, for a look at it.
 *
 * @param path relative to the source, with `/`
 * @returns null where the file is not reached without unpacking, or not there
 */
export async function readSourceFile(source: FolderSource, path: string): Promise<Blob | null> {
  switch (source.kind) {
    case "files":
      return source.files.get(path) ?? null;
    case "archive":
      return null;
    case "companion":
      return fetchFile(`${source.baseUrl}/files/${path.split("/").map(encodeURIComponent).join("/")}`);
    case "handle":
      return walk(source.handle, path.split("/")).catch((error: unknown) => {
        // Gone, or no longer allowed: the import itself tells; here a picture is missing.
        if (error instanceof DOMException) return null;
        throw error;
      });
  }
}

async function walk(folder: FileSystemDirectoryHandle, parts: readonly string[]): Promise<Blob | null> {
  let within = folder;
  for (const part of parts.slice(0, -1)) within = await within.getDirectoryHandle(part);
  return (await within.getFileHandle(parts.at(-1) ?? "")).getFile();
}

async function fetchFile(url: string): Promise<Blob | null> {
  const response = await fetch(url).catch(() => null);
  return response?.ok === true ? response.blob() : null;
}
