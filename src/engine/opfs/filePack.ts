// Many small files in one: hundreds of thousands of entries of a folder would be slow to make, to list and to remove.
import { openAccessHandle } from "./accessHandle";
import { Journal } from "./journal";
import { readStored } from "./replaceFile";
import { isNotFound, writeFully } from "./storageErrors";

/** A file on its way into a pack. */
export interface PackedFile {
  readonly name: string;
  readonly content: Blob;
  /** Milliseconds since 1970; 0 where unknown. */
  readonly modified: number;
}

type Listed = readonly [name: string, at: number, length: number, modified: number];

/**
 * A pack `NAME.pack` and its journal `NAME.index`, which names a file only once its bytes are flushed. A name that comes
 * again replaces the file before. Whoever appends holds the lock of what the pack belongs to; readers need none.
 */
export class FilePack {
  readonly #index: Journal;
  readonly #slotOf = new Map<string, number>();
  /** [slot, 3] place, length, time. */
  #places = new Float64Array(3 * 64);
  #end = 0;

  constructor(
    private readonly folder: FileSystemDirectoryHandle,
    private readonly name: string,
  ) {
    this.#index = new Journal(folder, `${name}.index`);
  }

  /** Reads what was listed since the last call. Journals of a thousand records of 256 files take milliseconds each. */
  refresh(): Promise<void> {
    return this.#index.read((record) => this.#list(JSON.parse(new TextDecoder().decode(record)) as Listed[]));
  }

  get files(): number {
    return this.#slotOf.size;
  }

  has(name: string): boolean {
    return this.#slotOf.has(name);
  }

  /** Names of all files, in the order of their first listing. */
  names(): IterableIterator<string> {
    return this.#slotOf.keys();
  }

  /** A file as a part of the pack: it can be read as long as nothing is appended. Null where it is not listed. */
  async open(name: string): Promise<File | null> {
    const slot = this.#slotOf.get(name);
    const pack = slot === undefined ? null : await readStored(this.folder, `${this.name}.pack`);
    if (slot === undefined || pack === null) return null;
    const [at = 0, length = 0, lastModified = 0] = this.#places.subarray(slot * 3, slot * 3 + 3);
    return new File([pack.slice(at, at + length)], name.slice(name.lastIndexOf("/") + 1), { lastModified });
  }

  /**
   * Adds files, flushed and listed when it resolves.
   *
   * @throws DOMException QuotaExceededError; the pack then holds what it held
   */
  async append(files: readonly PackedFile[]): Promise<void> {
    await this.refresh();
    const contents = await Promise.all(files.map(({ content }) => content.arrayBuffer()));
    const file = await this.folder.getFileHandle(`${this.name}.pack`, { create: true });
    const handle = await openAccessHandle(file);
    const listed: Listed[] = [];
    let end = this.#end;
    try {
      try {
        files.forEach(({ name, modified }, i) => {
          const bytes = new Uint8Array(contents[i]!);
          writeFully(handle, bytes, end);
          listed.push([name, end, bytes.length, modified]);
          end += bytes.length;
        });
        handle.flush();
      } catch (error) {
        handle.truncate(this.#end);
        throw error;
      }
    } finally {
      handle.close();
    }
    await this.#index.append([new TextEncoder().encode(JSON.stringify(listed))]);
    this.#list(listed);
  }

  #list(files: readonly Listed[]): void {
    for (const [name, at, length, modified] of files) {
      const slot = this.#slotOf.get(name) ?? this.#slotOf.size;
      this.#slotOf.set(name, slot);
      if (slot * 3 >= this.#places.length) {
        const larger = new Float64Array(this.#places.length * 2);
        larger.set(this.#places);
        this.#places = larger;
      }
      this.#places.set([at, length, modified], slot * 3);
      this.#end = Math.max(this.#end, at + length);
    }
  }
}

/** Opens a pack that may be there or not. */
export async function openFilePack(folder: FileSystemDirectoryHandle, name: string): Promise<FilePack> {
  const pack = new FilePack(folder, name);
  await pack.refresh();
  return pack;
}

/** Bytes of all files below a folder, but for those in folders named in `without`. */
export async function bytesBelow(folder: FileSystemDirectoryHandle, without: readonly string[] = []): Promise<number> {
  let bytes = 0;
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind === "file") bytes += await sizeOf(entry);
    else if (!without.includes(name)) bytes += await bytesBelow(entry);
  }
  return bytes;
}

/** 0 for a file that was removed or renamed while the folder was read. */
async function sizeOf(file: FileSystemFileHandle): Promise<number> {
  try {
    return (await file.getFile()).size;
  } catch (error) {
    if (isNotFound(error)) return 0;
    throw error;
  }
}
