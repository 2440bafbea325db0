import { StudioError } from "../../core/errors";
import { crc32 } from "./crc32";
import { explainReadError } from "./readError";

/** What is kept of a file in an archive: enough to read it, small enough for hundreds of thousands. */
export interface ArchiveEntry {
  /** Where its local header begins in the archive. */
  readonly offset: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** 0: stored, 8: deflated; others are not read. */
  readonly method: number;
  readonly crc32: number;
}

export const stored = 0;
export const deflated = 8;

/** Stored files beyond this are handed out where they lie; a whole check would read gigabytes for one row. */
const mostCheckedBytes = 256 * 2 ** 20;
const localHeaderBytes = 30;
const localHeaderSignature = 0x04034b50;

/**
 * The content of one file of a zip archive, its length and checksum checked. Stored files over 256 MiB are a slice of
 * the archive, and unchecked.
 *
 * @param name how messages call the file
 * @throws StudioError ArchiveFormatError where the content is not what the archive's directory says
 * @see APPNOTE.TXT 6.3.10, section 4.3.7, for the local header
 */
export async function readArchiveEntry(archive: Blob, entry: ArchiveEntry, name: string): Promise<Blob> {
  try {
    const start = await findContent(archive, entry, name);
    const content = archive.slice(start, start + entry.compressedBytes);
    if (content.size < entry.compressedBytes) {
      throw archiveError(name, `${entry.compressedBytes} bytes in the archive`, `${content.size}: it ends early`);
    }
    if (entry.method === stored && entry.bytes > mostCheckedBytes) return content;
    const plain = content.stream();
    return await collect(entry.method === stored ? plain : plain.pipeThrough(inflater()), entry, name);
  } catch (error) {
    throw explainArchiveError(error, name);
  }
}

/** The error of an archive, or of one file in it. */
export function archiveError(name: string, expected: string, found: string): StudioError {
  return new StudioError(
    "ArchiveFormatError",
    `${name}: expected ${expected}; found ${found}`,
    "Copy or download the archive again, or unpack it and import the folder.",
  );
}

async function findContent(archive: Blob, entry: ArchiveEntry, name: string): Promise<number> {
  const header = new DataView(await archive.slice(entry.offset, entry.offset + localHeaderBytes).arrayBuffer());
  if (header.byteLength < localHeaderBytes || header.getUint32(0, true) !== localHeaderSignature) {
    throw archiveError(name, `a file's header at byte ${entry.offset} of the archive`, "none");
  }
  return entry.offset + localHeaderBytes + header.getUint16(26, true) + header.getUint16(28, true);
}

/** The platform's types give the two ends different kinds of bytes, so that they do not fit a pipe as they are. */
function inflater(): ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new DecompressionStream("deflate-raw");
}

/** Stops as soon as there is more than the directory says, so that a bomb cannot fill the memory. */
async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  entry: ArchiveEntry,
  name: string,
): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream.getReader();
  let bytes = 0;
  let crc = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > entry.bytes) {
      await reader.cancel();
      throw archiveError(name, `${entry.bytes} bytes, as the archive's directory says`, "more");
    }
    crc = crc32(part.value, crc);
    parts.push(part.value);
  }
  if (bytes !== entry.bytes) throw archiveError(name, `${entry.bytes} bytes`, `${bytes}`);
  if (crc !== entry.crc32) throw archiveError(name, `the checksum ${hex(entry.crc32)}`, `${hex(crc)}: it is damaged`);
  return new Blob(parts);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

/** A decompressor that meets nonsense throws a TypeError in browsers and errors with other names elsewhere. */
function explainArchiveError(error: unknown, name: string): unknown {
  const explained = explainReadError(error, name);
  if (explained !== error || !(error instanceof Error)) return explained;
  const isInflateError = error instanceof TypeError || ("code" in error && String(error.code).startsWith("Z_"));
  return isInflateError ? archiveError(name, "deflated bytes", `something else (${error.message})`) : error;
}
