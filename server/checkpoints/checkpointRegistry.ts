import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { checkpointManifestSchema } from "../../src/contracts/checkpoint";
import type { CheckpointManifest } from "../../src/core/embedding/checkpointManifest";
import { StudioError } from "../../src/core/errors";

/** A checkpoint of this machine that pictures can be embedded with. */
export interface RegisteredCheckpoint {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: CheckpointManifest;
  /** Hash of its model.onnx, as the manifest states it; the trainer checks the file before it is used. */
  readonly sha256: string;
}

const networkFile = "model.onnx";

/** The checkpoints that this companion can embed with: those that it was given, and all folders in a folder of them. */
export class CheckpointRegistry {
  /**
   * @param shipped folders of single checkpoints
   * @param collection folder whose folders are checkpoints; null where the user named none
   * @param trained folders of checkpoints that this companion's runs left, asked for whenever all are listed
   */
  constructor(
    private readonly shipped: readonly string[],
    private readonly collection: string | null,
    private readonly trained: () => readonly string[] = () => [],
  ) {}

  /** All there are now; one that comes later under an id of an earlier one is another copy and left out. */
  async list(): Promise<RegisteredCheckpoint[]> {
    const found = new Map<string, RegisteredCheckpoint>();
    for (const folder of [...this.shipped, ...(await this.#collected()), ...this.trained()]) {
      const checkpoint = await readCheckpoint(folder);
      if (checkpoint !== null && !found.has(checkpoint.manifest.id)) found.set(checkpoint.manifest.id, checkpoint);
    }
    return [...found.values()];
  }

  /** @throws CheckpointFormatError if there is none of this id */
  async find(id: string): Promise<RegisteredCheckpoint> {
    const all = await this.list();
    const found = all.find(({ manifest }) => manifest.id === id);
    if (found !== undefined) return found;
    throw new StudioError(
      "CheckpointFormatError",
      `expected a checkpoint of the companion (${all.map(({ manifest }) => manifest.id).join(", ")}); found "${id.slice(0, 80)}"`,
      "Copy its folder into the one that the companion was started with (--checkpoints DIR), or embed in the page.",
    );
  }

  async #collected(): Promise<string[]> {
    const { collection } = this;
    if (collection === null) return [];
    try {
      const entries = await readdir(collection, { withFileTypes: true });
      const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
      return folders.map(({ name }) => join(collection, name)).sort();
    } catch (error) {
      throw new StudioError(
        "FolderReadError",
        `expected a folder of checkpoints at ${collection}; it cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        "Check the folder, or start the companion with another --checkpoints.",
      );
    }
  }
}

/** What a folder holds; null without a manifest of this version, as while it is being copied. */
export async function readCheckpoint(folder: string): Promise<RegisteredCheckpoint | null> {
  const text = await readFile(join(folder, "checkpoint.json"), "utf8").catch(() => null);
  if (text === null) return null;
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = checkpointManifestSchema.safeParse(value);
  const network = parsed.data?.files.find(({ path }) => path === networkFile);
  return parsed.success && network !== undefined ? { folder, manifest: parsed.data, sha256: network.sha256 } : null;
}
