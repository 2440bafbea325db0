import type { PageTableSource } from "../../contracts/searchService";
import { checkNpyLength } from "../../core/embedding/embeddingTable";
import {
  bytesPerNumber,
  formatError,
  formatNpyHeader,
  NPY_PREFIX_BYTES,
  type NpyHeader,
  npyHeaderLength,
  parseNpyHeader,
} from "../../core/embedding/npy";
import { StudioError } from "../../core/errors";

/**
 * A table's header, without the rest of a table that must be downloaded. `rows` is how many are meant.
 *
 * @throws StudioError EmbeddingTableFormatError for a file that is no table, StorageUnavailableError for one that is not there
 */
export async function readTableHeader(source: PageTableSource): Promise<NpyHeader> {
  if (source.kind !== "url") {
    const header = await headerOf(await tableBytes(source));
    return { ...header, rows: selectionOf(source)?.length ?? header.rows };
  }
  const response = await fetchTable(source.url, { headers: { Range: "bytes=0-4095" } });
  const reader = response.body?.getReader();
  let start = new Uint8Array();
  while (reader !== undefined && start.length < headerBytesNeeded(start)) {
    const { value, done } = await reader.read();
    if (done) break;
    start = new Uint8Array([...start, ...value.subarray(0, 65536)]);
  }
  await reader?.cancel();
  return parseNpyHeader(start);
}

/** A table's file, and which of its rows are meant. */
export interface TableFile {
  /** A Blob, so it need not lie in this worker's memory. */
  readonly bytes: Blob;
  /** As it stands in the file. */
  readonly header: NpyHeader;
  /** Null where all rows of the file are meant. */
  readonly selection: Uint32Array | null;
}

/**
 * The whole .npy file of a table, checked against its own header. Of a file with a selection only the selected rows must be
 * there: it may be growing.
 */
export async function openTableBytes(source: PageTableSource): Promise<TableFile> {
  const bytes = await tableBytes(source);
  const header = await headerOf(bytes);
  const selection = selectionOf(source);
  if (selection === null) checkNpyLength(header, bytes.size);
  else checkSelection(selection, header, bytes.size);
  return { bytes, header, selection };
}

function selectionOf(source: PageTableSource): Uint32Array | null {
  return source.kind === "opfs" ? (source.rows ?? null) : null;
}

function checkSelection(selection: Uint32Array, { dimension, dtype, dataOffset }: NpyHeader, size: number): void {
  const rows = Math.floor((size - dataOffset) / (dimension * bytesPerNumber(dtype)));
  for (const row of selection) {
    if (row >= rows) throw formatError(`a row ${row} of ${dimension} numbers`, `${rows} rows`);
  }
}

/** Finds a file of the origin's private file system by its path from the root. */
export async function findStoredFile(path: string): Promise<FileSystemFileHandle> {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  try {
    let folder = await navigator.storage.getDirectory();
    for (const part of parts) folder = await folder.getDirectoryHandle(part);
    return await folder.getFileHandle(name);
  } catch (error) {
    throw new StudioError(
      "StorageUnavailableError",
      `expected the gallery's vectors in this browser's file ${path}; found ${error instanceof Error ? error.name : "nothing"}`,
      "Open the gallery again from its folder: browsers may clear what a page has stored.",
    );
  }
}

async function tableBytes(source: PageTableSource): Promise<Blob> {
  switch (source.kind) {
    case "url":
      return (await fetchTable(source.url)).blob();
    case "opfs":
      return (await findStoredFile(source.path)).getFile();
    case "file":
      return source.file;
    case "vectors": {
      const { vectors, dimension } = source;
      const header = formatNpyHeader({ rows: vectors.length / dimension, dimension, dtype: "float32" });
      return new Blob([header, vectors]);
    }
  }
}

async function fetchTable(url: string, options?: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  if (response.ok) return response;
  throw new StudioError(
    "StorageUnavailableError",
    `expected the gallery's vectors at ${url}; found HTTP status ${response.status}`,
    "Embed the gallery with this checkpoint, or choose the checkpoint that it was embedded with.",
  );
}

async function headerOf(bytes: Blob): Promise<NpyHeader> {
  const prefix = new Uint8Array(await bytes.slice(0, NPY_PREFIX_BYTES).arrayBuffer());
  return parseNpyHeader(new Uint8Array(await bytes.slice(0, npyHeaderLength(prefix)).arrayBuffer()));
}

function headerBytesNeeded(start: Uint8Array): number {
  return start.length < NPY_PREFIX_BYTES ? NPY_PREFIX_BYTES : npyHeaderLength(start);
}
