// A file that only grows: records with a checksum each. What a crash cut short at its end is dropped.
import { crc32 } from "../../core/numeric/crc32";
import { StudioError } from "../../core/errors";
import { openAccessHandle } from "./accessHandle";
import { readStoredBytes } from "./replaceFile";
import { writeFully } from "./storageErrors";

const magic = 0x4c4a5352; // "RSJL", little-endian
const schema = 1;
const headBytes = 8;
/** Length and checksum. */
const recordHeadBytes = 8;

/** One journal of a folder. Whoever appends holds the lock of what the journal belongs to; readers need none. */
export class Journal {
  /** Where the last whole record that was read or written ends; 0 before the file's head was seen. */
  #end = 0;

  constructor(
    private readonly folder: FileSystemDirectoryHandle,
    readonly name: string,
  ) {}

  /** Bytes that were read or written so far. */
  get bytes(): number {
    return this.#end;
  }

  /**
   * Gives the records that came since the last call, in their order; after `append` those of others only.
   *
   * @throws StudioError ItemTableFormatError for another kind of file or another schema, with both numbers
   */
  async read(onRecord: (record: Uint8Array<ArrayBuffer>) => void): Promise<void> {
    const bytes = await readStoredBytes(this.folder, this.name, this.#end);
    if (bytes === null) return;
    let at = 0;
    if (this.#end === 0) {
      if (bytes.length < headBytes) return; // cut short at its birth
      checkHead(new Uint32Array(bytes.buffer, 0, 2), this.name);
      at = headBytes;
    }
    for (let record = recordAt(bytes, at); record !== null; record = recordAt(bytes, at)) {
      at += recordHeadBytes + record.length;
      onRecord(record);
    }
    this.#end += at;
  }

  /**
   * Adds records, flushed when it resolves. All that others appended must have been read.
   *
   * @throws DOMException QuotaExceededError; the journal is then what it was
   */
  async append(records: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    const handle = await openAccessHandle(await this.folder.getFileHandle(this.name, { create: true }));
    const block = framed(records, this.#end === 0);
    try {
      if (handle.getSize() > this.#end) handle.truncate(this.#end);
      try {
        writeFully(handle, block, this.#end);
        handle.flush();
      } catch (error) {
        handle.truncate(this.#end);
        throw error;
      }
      this.#end += block.length;
    } finally {
      handle.close();
    }
  }
}

function checkHead([foundMagic, foundSchema]: Uint32Array, name: string): void {
  if (foundMagic === magic && foundSchema === schema) return;
  const found = foundMagic === magic ? `schema ${foundSchema ?? "none"}` : "another kind of file";
  throw new StudioError(
    "ItemTableFormatError",
    `${name}: expected a journal of schema ${schema}, which this version reads; found ${found}`,
    "Use the version of Retrieval Studio that wrote the data set, or import it again.",
  );
}

/** A copy of the record that begins at `at`; null where it is cut short or damaged. */
function recordAt(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> | null {
  if (at + recordHeadBytes > bytes.length) return null;
  const view = new DataView(bytes.buffer, at, recordHeadBytes);
  const length = view.getUint32(0, true);
  const end = at + recordHeadBytes + length;
  // Some file systems leave zeros where a write was cut short; no record is empty.
  if (length === 0 || end > bytes.length) return null;
  const record = bytes.slice(at + recordHeadBytes, end);
  return crc32(record) === view.getUint32(4, true) ? record : null;
}

function framed(records: readonly Uint8Array<ArrayBuffer>[], isFirst: boolean): Uint8Array<ArrayBuffer> {
  const start = isFirst ? headBytes : 0;
  const size = records.reduce((sum, record) => sum + recordHeadBytes + record.length, start);
  const block = new Uint8Array(size);
  if (isFirst) new Uint32Array(block.buffer, 0, 2).set([magic, schema]);
  let at = start;
  for (const record of records) {
    const view = new DataView(block.buffer, at, recordHeadBytes);
    view.setUint32(0, record.length, true);
    view.setUint32(4, crc32(record), true);
    block.set(record, at + recordHeadBytes);
    at += recordHeadBytes + record.length;
  }
  return block;
}
