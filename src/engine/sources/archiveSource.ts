import { type Entry, type Reader, ZipReader } from "@zip.js/zip.js/lib/zip-core-reader.js";

import type { CancelSignal } from "../../core/cancelSignal";
import { StudioError } from "../../core/errors";
import { makePause } from "../pauseBetweenBlocks";
import { type ArchiveEntry, archiveError, deflated, readArchiveEntry, stored } from "./archiveEntry";
import { FileCollector } from "./fileCollector";
import { explainReadError, missingError } from "./readError";
import type { Source, SourceFile, SourceListing } from "./source";

/** One file, unpacked, must fit the memory. */
const mostFileBytes = 2 ** 30;
/** Pictures and lists stay below this; a file of nothing but zeros, as bombs are, is deflated to a thousandth. */
const highestRatio = 250;
/** Smaller files may be of one color, and harm nobody. */
const smallBytes = 64 * 2 ** 20;
const mostTotalBytes = 2 ** 42;

/**
 * A zip archive, read in place: files are unpacked one at a time when they are opened.
 *
 * zip.js reads the archive's directory (ZIP64, names in UTF-8 or code page 437); of each file only what is needed to
 * read it is kept, since zip.js' own objects take 7 kB each, gigabytes for hundreds of thousands of files.
 */
export class ArchiveSource implements Source {
  readonly name: string;
  readonly #archive: Blob;
  readonly #entries = new Map<string, ArchiveEntry>();
  #listed: Promise<unknown> | null = null;

  /** @param fileName of the archive, with its extension */
  constructor(archive: Blob, fileName: string) {
    this.#archive = archive;
    this.name = fileName.replace(/\.zip$/i, "") || "archive";
  }

  list(signal: CancelSignal, onListed: (files: number) => void): Promise<SourceListing> {
    const listing = this.#readDirectory(signal, onListed);
    this.#listed = listing.then(
      () => undefined,
      // One that failed or was cancelled is begun anew by the next call.
      () => (this.#listed = null),
    );
    return listing;
  }

  async open(path: string): Promise<Blob> {
    await (this.#listed ?? this.list({ aborted: false, throwIfAborted: () => undefined }, () => undefined));
    const entry = this.#entries.get(path);
    if (entry === undefined) throw missingError(`${this.name}/${path}`);
    return readArchiveEntry(this.#archive, entry, `${this.name}/${path}`);
  }

  close(): void {
    this.#entries.clear();
    this.#listed = null;
  }

  async #readDirectory(signal: CancelSignal, onListed: (files: number) => void): Promise<SourceListing> {
    this.#entries.clear();
    const collector = new FileCollector(onListed);
    const pause = makePause();
    const reader = new ZipReader(readerOf(this.#archive), { strictness: "tolerant" });
    let totalBytes = 0;
    try {
      for await (const entry of reader.getEntriesGenerator()) {
        await pause();
        signal.throwIfAborted();
        totalBytes += entry.uncompressedSize;
        if (totalBytes > mostTotalBytes) throw tooLarge(this.name);
        this.#take(entry, collector);
      }
    } catch (error) {
      throw this.#explain(error);
    }
    this.#refuseOverlaps(collector);
    const { files, ...rest } = collector.finish();
    return { files: this.#belowTop(files.filter(({ path }) => this.#entries.has(path))), ...rest };
  }

  #take(entry: Entry, collector: FileCollector): void {
    if (entry.directory) return;
    // Old Windows programs write their own separator; elsewhere a backslash may be part of a name and is refused.
    const isFromWindows = entry.versionMadeBy >> 8 === 0;
    const written = isFromWindows ? entry.filename.replaceAll("\\", "/") : entry.filename;
    if (entry.symlink) {
      collector.skip(written, "symbolic links");
      return;
    }
    const fault = faultOf(entry);
    if (fault !== null) {
      collector.fault(written, fault);
      return;
    }
    const { uncompressedSize: bytes, compressedSize: compressedBytes, compressionMethod: method, offset } = entry;
    const path = collector.add({ path: written, bytes, modified: entry.lastModDate.getTime() });
    if (path !== null) this.#entries.set(path, { offset, compressedBytes, bytes, method, crc32: entry.crc32 ?? 0 });
  }

  /** Files that share bytes of the archive: the trick by which a small archive unpacks to petabytes. */
  #refuseOverlaps(collector: FileCollector): void {
    const entries = [...this.#entries].sort(([, a], [, b]) => a.offset - b.offset);
    let end = 0;
    let before = "";
    for (const [path, { offset, compressedBytes }] of entries) {
      if (offset < end) {
        collector.fault(path, `expected bytes of its own in the archive; found them shared with ${before}`);
        this.#entries.delete(path);
      } else before = path;
      end = Math.max(end, offset + compressedBytes);
    }
  }

  /** Most archives hold one folder with all the rest: it says nothing and is left out of the paths. */
  #belowTop(files: readonly SourceFile[]): readonly SourceFile[] {
    const top = /^[^/]+\//.exec(files[0]?.path ?? "")?.[0];
    if (top === undefined || !files.every(({ path }) => path.startsWith(top))) return files;
    const entries = [...this.#entries];
    this.#entries.clear();
    for (const [path, entry] of entries) this.#entries.set(path.slice(top.length), entry);
    return files.map((file) => ({ ...file, path: file.path.slice(top.length) }));
  }

  #explain(error: unknown): unknown {
    const explained = explainReadError(error, this.name);
    if (explained !== error || !(error instanceof Error)) return explained;
    // zip.js throws plain errors with a sentence; anything with another name is a bug.
    return error.name === "Error" ? archiveError(this.name, "a zip archive", error.message) : error;
  }
}

/** What zip.js asks of an archive; its own reader of a Blob comes only with the parts that unpack. */
function readerOf(archive: Blob): Reader<Blob> {
  const reader: Pick<Reader<Blob>, "size" | "readUint8Array"> = {
    size: archive.size,
    readUint8Array: async (start, length) =>
      new Uint8Array(await archive.slice(start, Math.min(archive.size, start + length)).arrayBuffer()),
  };
  return reader as Reader<Blob>;
}

function faultOf(entry: Entry): string | null {
  const { uncompressedSize: bytes, compressedSize, compressionMethod } = entry;
  if (entry.encrypted) return "expected a file that opens without a password; found an encrypted one";
  if (compressionMethod !== stored && compressionMethod !== deflated) {
    return `expected a stored or deflated file; found compression method ${compressionMethod}`;
  }
  if (compressionMethod === stored) {
    return bytes === compressedSize ? null : `expected a stored file of ${bytes} bytes; found ${compressedSize}`;
  }
  if (bytes > mostFileBytes) return `expected at most ${mostFileBytes} bytes unpacked; found ${bytes}`;
  const ratio = Math.round(bytes / Math.max(1, compressedSize));
  if (bytes <= smallBytes || ratio <= highestRatio) return null;
  return `expected a file that unpacks to at most ${highestRatio} times its size; found ${ratio} times (${bytes} bytes)`;
}

function tooLarge(name: string): StudioError {
  return new StudioError(
    "ArchiveFormatError",
    `${name}: expected at most ${mostTotalBytes / 2 ** 40} TiB unpacked; found more`,
    "If you trust the archive, unpack it and import the folder.",
  );
}
