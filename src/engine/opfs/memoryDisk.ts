/** What a MemoryDirectory throws once its disk has died: no test may take it for an expected failure. */
export class DiskDiedError extends Error {
  override readonly name = "DiskDiedError";
}

/** The room and the life of a storage in memory: every change of a file or folder asks here first. */
export class MemoryDisk {
  /** Changes that were made, each write, truncation, creation, move and removal. */
  changes = 0;
  /** Bytes that all files may take together. */
  quotaBytes = Infinity;
  usedBytes = 0;
  #diesAfter = Infinity;
  #isDead = false;
  /** Files that are open for writing, and how many readers share one. */
  readonly #locks = new Map<object, number>();

  /** Lets the disk die at the change that follows `changes` more; that one happens by half where it can. */
  dieAfter(changes: number): void {
    this.#diesAfter = this.changes + changes;
  }

  /** What a new visit finds: the files as they were at the death, no locks. */
  revive(): void {
    this.#isDead = false;
    this.#diesAfter = Infinity;
    this.#locks.clear();
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** @throws DiskDiedError once the disk has died */
  touch(): void {
    if (this.#isDead) throw new DiskDiedError("the disk has died");
  }

  /**
   * Counts a change before it is made.
   *
   * @param half what a change that is cut short leaves behind
   */
  change(half: () => void = () => undefined): void {
    this.touch();
    if (this.changes >= this.#diesAfter) {
      half();
      this.#isDead = true;
      throw new DiskDiedError(`the disk died at change ${this.changes}`);
    }
    this.changes++;
  }

  /** Takes or gives back room. @throws DOMException QuotaExceededError, and nothing is taken */
  grow(bytes: number): void {
    if (bytes > 0 && this.usedBytes + bytes > this.quotaBytes) {
      throw new DOMException(`no room for ${bytes} more bytes`, "QuotaExceededError");
    }
    this.usedBytes += bytes;
  }

  /** @throws DOMException NoModificationAllowedError while another holds the file */
  lock(file: object, isShared: boolean): void {
    const held = this.#locks.get(file) ?? 0;
    if (held < 0 || (held > 0 && !isShared)) {
      throw new DOMException("the file is open elsewhere", "NoModificationAllowedError");
    }
    this.#locks.set(file, isShared ? held + 1 : -1);
  }

  unlock(file: object): void {
    const held = this.#locks.get(file) ?? 0;
    if (held > 1) this.#locks.set(file, held - 1);
    else this.#locks.delete(file);
  }

  isLocked(file: object): boolean {
    return this.#locks.has(file);
  }
}
