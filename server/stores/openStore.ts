import type { StoreRecord } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import { type StoredStore, writeStoreFile } from "./storeFile";
import type { VectorStore } from "./vectorStore";

/** A store in use: what is known of it, and what holds its vectors. Whatever changes it does so alone. */
export class OpenStore {
  private busyWith: string | null = null;

  constructor(
    private readonly folder: string,
    private known: StoredStore,
    readonly vectors: VectorStore,
  ) {}

  get stored(): StoredStore {
    return this.known;
  }

  async record(): Promise<StoreRecord> {
    const { engineVersion } = this.vectors;
    const [rows, bytesOnDisk] = await Promise.all([this.vectors.countRows(), this.vectors.bytesOnDisk()]);
    return { ...this.known, engineVersion, rows, bytesOnDisk };
  }

  /** Saves before it is believed. */
  async change(change: Partial<StoredStore>): Promise<void> {
    const changed = { ...this.known, ...change };
    await writeStoreFile(this.folder, changed);
    this.known = changed;
  }

  /** @throws StudioError LockedElsewhereError while something else changes the store */
  async alone(what: string, work: () => Promise<void>): Promise<void> {
    if (this.busyWith !== null) {
      throw new StudioError(
        "LockedElsewhereError",
        `expected "${this.known.name}" to be free to ${what}; it is about to ${this.busyWith}`,
        "Wait until that is done, or cancel it.",
      );
    }
    this.busyWith = what;
    try {
      await work();
    } finally {
      this.busyWith = null;
    }
  }
}
