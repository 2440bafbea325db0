// The origin's private file system in memory, for tests in node: the same handles, with exclusive locks, a quota, and
// a disk that dies at any change one likes (`MemoryDisk`).
import { MemoryDisk } from "./memoryDisk";
import { MemoryFile } from "./memoryFile";

type Handle = FileSystemDirectoryHandle | FileSystemFileHandle;

/** A file's handle in memory. */
export class MemoryFileHandle implements FileSystemFileHandle {
  readonly kind = "file";

  constructor(
    public name: string,
    private readonly file: MemoryFile,
    private parent: MemoryDirectory,
  ) {}

  getFile(): Promise<File> {
    return settle(() => this.file.snapshot(this.name));
  }

  createSyncAccessHandle(options?: { mode: "read-only" | "readwrite-unsafe" }): Promise<FileSystemSyncAccessHandle> {
    return settle(() => this.file.openSync(options !== undefined));
  }

  createWritable(options?: FileSystemCreateWritableOptions): Promise<FileSystemWritableFileStream> {
    return settle(() => this.file.openWritable(options?.keepExistingData ?? false));
  }

  /** Renames, or moves into another folder; a file of that name is replaced. */
  move(target: FileSystemDirectoryHandle | string, name = this.name): Promise<void> {
    return settle(() => {
      const folder = typeof target === "string" ? this.parent : target;
      if (!(folder instanceof MemoryDirectory)) throw new TypeError("a file in memory moves within memory");
      const newName = typeof target === "string" ? target : name;
      folder.put(newName, this, () => this.parent.take(this.name));
      this.name = newName;
      this.parent = folder;
    });
  }

  isSameEntry(other: FileSystemHandle): Promise<boolean> {
    return Promise.resolve(other instanceof MemoryFileHandle && other.file === this.file);
  }

  /** Gives its room back. @throws DOMException NoModificationAllowedError while it is open */
  release(): void {
    if (this.file.disk.isLocked(this.file)) {
      throw new DOMException(`${this.name} is open`, "NoModificationAllowedError");
    }
    this.file.remove();
  }
}

/** A folder's handle in memory; `new MemoryDirectory()` is a root with a disk of its own. */
export class MemoryDirectory implements FileSystemDirectoryHandle {
  readonly kind = "directory";
  readonly #entries = new Map<string, MemoryFileHandle | MemoryDirectory>();

  constructor(
    readonly name = "",
    readonly disk = new MemoryDisk(),
  ) {}

  getDirectoryHandle(name: string, options?: FileSystemGetDirectoryOptions): Promise<FileSystemDirectoryHandle> {
    return settle(() => {
      const found = this.#find(name) ?? this.#create(name, options, () => new MemoryDirectory(name, this.disk));
      if (found instanceof MemoryDirectory) return found;
      throw new DOMException(`${name} is a file`, "TypeMismatchError");
    });
  }

  getFileHandle(name: string, options?: FileSystemGetFileOptions): Promise<FileSystemFileHandle> {
    return settle(() => {
      const create = () => new MemoryFileHandle(name, new MemoryFile(this.disk), this);
      const found = this.#find(name) ?? this.#create(name, options, create);
      if (found instanceof MemoryFileHandle) return found;
      throw new DOMException(`${name} is a folder`, "TypeMismatchError");
    });
  }

  removeEntry(name: string, options?: FileSystemRemoveOptions): Promise<void> {
    return settle(() => {
      const found = this.#find(name);
      if (found === undefined) throw new DOMException(`no ${name}`, "NotFoundError");
      if (found instanceof MemoryDirectory) found.empty(options?.recursive ?? false);
      this.disk.change();
      if (found instanceof MemoryFileHandle) found.release();
      this.#entries.delete(name);
    });
  }

  async resolve(descendant: FileSystemHandle): Promise<string[] | null> {
    if (descendant === this) return [];
    for (const [name, entry] of this.#entries) {
      if (await entry.isSameEntry(descendant)) return [name];
      const below = entry instanceof MemoryDirectory ? await entry.resolve(descendant) : null;
      if (below !== null) return [name, ...below];
    }
    return null;
  }

  isSameEntry(other: FileSystemHandle): Promise<boolean> {
    return Promise.resolve(other === this);
  }

  async *entries(): FileSystemDirectoryHandleAsyncIterator<[string, Handle]> {
    for (const entry of [...this.#entries]) yield await settle((): [string, Handle] => (this.disk.touch(), entry));
  }

  async *keys(): FileSystemDirectoryHandleAsyncIterator<string> {
    for await (const [name] of this.entries()) yield name;
  }

  async *values(): FileSystemDirectoryHandleAsyncIterator<Handle> {
    for await (const [, entry] of this.entries()) yield entry;
  }

  [Symbol.asyncIterator](): FileSystemDirectoryHandleAsyncIterator<[string, Handle]> {
    return this.entries();
  }

  /** Takes a file under a name, in the place of one that has it; one change, done whole or not at all. */
  put(name: string, file: MemoryFileHandle, leave: () => void): void {
    this.#find(name);
    this.disk.change();
    const replaced = this.#entries.get(name);
    if (replaced instanceof MemoryDirectory) throw new DOMException(`${name} is a folder`, "TypeMismatchError");
    if (replaced !== file) replaced?.release();
    leave();
    this.#entries.set(name, file);
  }

  /** Forgets a name, because its file moved away. */
  take(name: string): void {
    this.#entries.delete(name);
  }

  /** Removes all entries one after another, so that a death leaves some. */
  empty(isRecursive: boolean): void {
    if (this.#entries.size > 0 && !isRecursive) {
      throw new DOMException(`${this.name} is not empty`, "InvalidModificationError");
    }
    for (const [name, entry] of this.#entries) {
      if (entry instanceof MemoryDirectory) entry.empty(true);
      this.disk.change();
      if (entry instanceof MemoryFileHandle) entry.release();
      this.#entries.delete(name);
    }
  }

  #find(name: string): MemoryFileHandle | MemoryDirectory | undefined {
    this.disk.touch();
    if (name === "" || name === "." || name === ".." || name.includes("/")) throw new TypeError(`no name: "${name}"`);
    return this.#entries.get(name);
  }

  #create<Entry extends MemoryFileHandle | MemoryDirectory>(
    name: string,
    options: { readonly create?: boolean } | undefined,
    make: () => Entry,
  ): Entry {
    if (options?.create !== true) throw new DOMException(`no ${name} in ${this.name || "the root"}`, "NotFoundError");
    this.disk.change();
    const made = make();
    this.#entries.set(name, made);
    return made;
  }
}

async function settle<Result>(work: () => Result): Promise<Result> {
  // Real handles answer later, so that races show.
  await Promise.resolve();
  return work();
}
