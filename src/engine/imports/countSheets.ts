import type { CancelSignal } from "../../core/cancelSignal";
import type { ImportFault, ListedFile } from "../../core/dataset/importers/importer";
import { extensionOf } from "../../core/dataset/importers/pathParts";
import { isStudioError } from "../../core/errors";
import { sniffedBytes, sniffPicture } from "../../core/image/sniffPicture";
import { isPermissionError, readBlob } from "../sources/readError";
import type { Source, SourceFile } from "../sources/source";

/** Counts the sheets of a document by its bytes. */
export interface SheetCounter {
  countPdf(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<number>;
  countTiff(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<number>;
  /** Lets go of what counting needed. */
  close(): Promise<void>;
}

/** Larger documents are not opened to be counted: they could not be drawn either. */
const mostDocumentBytes = 512 * 2 ** 20;
const documentExtensions = new Set(["pdf", "tif", "tiff"]);

/** What a listing is with its sheets counted. A document that cannot be read is a fault of its own and left out. */
export interface CountedFiles {
  readonly files: readonly ListedFile[];
  readonly faults: readonly ImportFault[];
}

/**
 * Counts the sheets of all PDF and TIFF files of a listing; other files are one sheet and are not opened.
 *
 * @param onCounted hears documents done and all documents
 * @throws FolderReadError where permission was withdrawn; an AbortError when `signal` asks
 */
export async function countSheets(
  source: Source,
  listed: readonly SourceFile[],
  counter: SheetCounter,
  { signal, onCounted }: { readonly signal: CancelSignal; readonly onCounted: (done: number, total: number) => void },
): Promise<CountedFiles> {
  const isDocument = ({ path }: SourceFile): boolean => documentExtensions.has(extensionOf(path));
  const total = listed.filter(isDocument).length;
  const files: ListedFile[] = [];
  const faults: ImportFault[] = [];
  let done = 0;
  for (const file of listed) {
    const { path, bytes } = file;
    if (!isDocument(file)) {
      files.push({ path, bytes, pages: 1 });
      continue;
    }
    signal.throwIfAborted();
    try {
      files.push({ path, bytes, pages: await countOne(await source.open(path), path, counter) });
    } catch (error) {
      // Without permission every other document would fail as well.
      if (!isStudioError(error) || isPermissionError(error)) throw error;
      faults.push({ file: path, line: null, message: error.message });
    }
    onCounted(++done, total);
  }
  return { files, faults };
}

/** By the bytes and not by the name, as pictures are decoded: a PNG may be called .tif. */
async function countOne(document: Blob, path: string, counter: SheetCounter): Promise<number> {
  if (document.size > mostDocumentBytes) return 1;
  const bytes = await readBlob(document, path);
  switch (sniffPicture(bytes.subarray(0, sniffedBytes))) {
    case "PDF":
      return counter.countPdf(bytes, path);
    case "TIFF":
      return counter.countTiff(bytes, path);
    default:
      return 1;
  }
}
