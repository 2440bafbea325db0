import type { MemoryDisk } from "./memoryDisk";

/** The bytes of a file in memory, with what the platform's handles do to them. */
export class MemoryFile {
  #bytes = new Uint8Array();
  #length = 0;
  #modified = Date.now();

  constructor(readonly disk: MemoryDisk) {}

  get size(): number {
    return this.#length;
  }

  snapshot(name: string): File {
    this.disk.touch();
    return new File([this.#bytes.slice(0, this.#length)], name, { lastModified: this.#modified });
  }

  read(into: Uint8Array, at: number): number {
    this.disk.touch();
    const found = this.#bytes.subarray(Math.min(at, this.#length), Math.min(at + into.length, this.#length));
    into.set(found);
    return found.length;
  }

  write(bytes: Uint8Array, at: number): number {
    this.disk.change(() => this.#put(bytes.subarray(0, bytes.length >> 1), at));
    this.#put(bytes, at);
    return bytes.length;
  }

  truncate(size: number): void {
    this.disk.change();
    this.#resize(size);
    this.#modified = Date.now();
  }

  /** Takes another's content, at once: what closing a writable stream does. */
  replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.disk.change();
    this.disk.grow(bytes.length - this.#length);
    this.#bytes = bytes;
    this.#length = bytes.length;
    this.#modified = Date.now();
  }

  openSync(isShared: boolean): FileSystemSyncAccessHandle {
    this.disk.touch();
    this.disk.lock(this, isShared);
    let isOpen = true;
    const open = () => {
      if (!isOpen) throw new DOMException("the handle is closed", "InvalidStateError");
    };
    return {
      read: (buffer, options) => (open(), this.read(asBytes(buffer), options?.at ?? 0)),
      write: (buffer, options) => (open(), this.write(asBytes(buffer), options?.at ?? 0)),
      truncate: (size) => {
        open();
        this.truncate(size);
      },
      getSize: () => (open(), this.#length),
      flush: () => {
        open();
        this.disk.touch();
      },
      close: () => {
        if (isOpen) this.disk.unlock(this);
        isOpen = false;
      },
    };
  }

  openWritable(keepExistingData: boolean): FileSystemWritableFileStream {
    this.disk.touch();
    const parts: Blob[] = keepExistingData ? [this.snapshot("")] : [];
    const close = async () => this.replace(new Uint8Array(await new Blob(parts).arrayBuffer()));
    const write = (part: FileSystemWriteChunkType) => {
      if (!(
        typeof part === "string" ||
        part instanceof Blob ||
        part instanceof ArrayBuffer ||
        ArrayBuffer.isView(part)
      )) {
        throw new TypeError("a file in memory is written from its start to its end");
      }
      this.disk.touch();
      parts.push(new Blob([part]));
      return Promise.resolve();
    };
    const stream = new WritableStream<FileSystemWriteChunkType>({ write, close });
    const refuse = () => Promise.reject(new TypeError("a file in memory is written from its start to its end"));
    return Object.assign(stream, { write, close, seek: refuse, truncate: refuse });
  }

  /** Gives its room back. */
  remove(): void {
    this.#resize(0);
  }

  #put(bytes: Uint8Array, at: number): void {
    const end = Math.max(this.#length, at + bytes.length);
    this.#resize(end);
    this.#bytes.set(bytes, at);
    this.#modified = Date.now();
  }

  #resize(size: number): void {
    this.disk.grow(size - this.#length);
    if (size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(size, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    if (size < this.#length) this.#bytes.fill(0, size, this.#length);
    this.#length = size;
  }
}

function asBytes(buffer: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
