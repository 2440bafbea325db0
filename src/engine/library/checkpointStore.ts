import { z } from "zod";

import type { DatasetService } from "../../contracts/datasetService";
import type { CheckpointSource } from "../../contracts/embedService";
import type { CheckpointId, CheckpointManifest } from "../../core/embedding/checkpointManifest";
import type { EmbeddingViews } from "../../core/embedding/embeddingViews";
import { StudioError } from "../../core/errors";
import { derivedFiles } from "../checkpoint/derivedFiles";
import { openCheckpointFolder } from "../checkpoint/openCheckpointFolder";
import { parseManifest } from "../checkpoint/parseManifest";
import { readStoredBytes, removeStored, replaceFile } from "../opfs/replaceFile";
import { writing } from "../opfs/storageErrors";
import { withLock } from "./libraryLocks";
import type { LibraryPlace } from "./libraryPlace";

const storeFolder = "checkpoints";
const indexFile = "index.json";
const manifestFile = "checkpoint.json";

/**
 * `checkpoints/index.json`: which folder beside it holds which checkpoint. A folder that it does not name is a leftover;
 * one that was deleted is hidden until the trash is emptied.
 */
const indexSchema = z.object({
  schema: z.literal(1),
  checkpoints: z.array(z.object({ id: z.string(), folder: z.string(), isDeleted: z.boolean().optional() })),
});
type Index = z.infer<typeof indexSchema>;
type Listed = Index["checkpoints"][number];

/** Checkpoints that a user dropped, verified, in the origin's private file system. */
export class CheckpointStore implements Pick<
  DatasetService,
  "addCheckpoint" | "addViews" | "listCheckpoints" | "readCheckpoint" | "deleteCheckpoint" | "restoreCheckpoint"
> {
  constructor(private readonly place: LibraryPlace) {}

  /**
   * Keeps a checkpoint's folder, in the place of one of the same id.
   *
   * @param files by path in the folder
   * @throws StudioError CheckpointFormatError: a file is missing or is not what the manifest says; StorageFullError
   */
  async addCheckpoint(files: ReadonlyMap<string, Blob>): Promise<CheckpointManifest> {
    const { manifest } = await openCheckpointFolder({ kind: "files", files });
    const kept = [manifestFile, ...manifest.files.map(({ path }) => path)];
    const store = await this.#store();
    const name = crypto.randomUUID();
    try {
      await writing(`the checkpoint ${manifest.name}`, async () => {
        const folder = await store.getDirectoryHandle(name, { create: true });
        for (const path of kept) await replaceFile(folder, encodeURIComponent(path), files.get(path) ?? new Blob());
        await this.#change((listed) => [
          ...listed.filter(({ id }) => id !== manifest.id),
          { id: manifest.id, folder: name },
        ]);
      });
      return manifest;
    } catch (error) {
      await removeStored(store, name).catch(() => undefined); // else a leftover of the next visit
      throw error;
    }
  }

  /** Keeps the same weights with views, as a checkpoint of its own. @throws as `derivedFiles` and `addCheckpoint` */
  async addViews(source: CheckpointSource, views: EmbeddingViews): Promise<CheckpointManifest> {
    return this.addCheckpoint(await derivedFiles(source, views, new Date().toISOString()));
  }

  /** In the order in which they were added. */
  async listCheckpoints(): Promise<CheckpointManifest[]> {
    const manifests: CheckpointManifest[] = [];
    for (const { id } of (await this.#index()).checkpoints.filter(isShown))
      manifests.push((await this.#read(id)).manifest);
    return manifests;
  }

  async readCheckpoint(id: CheckpointId): Promise<CheckpointSource> {
    return { kind: "files", files: (await this.#read(id)).files };
  }

  async deleteCheckpoint(id: CheckpointId): Promise<void> {
    await this.#change((listed) => listed.map((each) => (each.id === id ? { ...each, isDeleted: true } : each)));
  }

  async restoreCheckpoint(id: CheckpointId): Promise<void> {
    await this.#change((listed) => {
      if (!listed.some((each) => each.id === id)) throw checkpointMissing(id);
      return listed.map((each) => (each.id === id ? { id, folder: each.folder } : each));
    });
  }

  /** Removes deleted checkpoints for good. */
  async emptyTrash(): Promise<void> {
    if ((await this.#index()).checkpoints.every(isShown)) return;
    await this.#change((listed) => listed.filter(isShown));
  }

  /** Removes folders that the index does not name. Only while no other tab adds one. */
  async removeLeftovers(): Promise<void> {
    const { checkpoints } = await this.#index();
    const known = new Set([indexFile, ...checkpoints.map(({ folder }) => folder)]);
    const store = await this.#store();
    const names: string[] = [];
    for await (const name of store.keys()) if (!known.has(name)) names.push(name);
    for (const name of names) await removeStored(store, name);
  }

  async #read(id: string) {
    const listed = (await this.#index()).checkpoints.find((checkpoint) => checkpoint.id === id && isShown(checkpoint));
    if (listed === undefined) throw checkpointMissing(id);
    const folder = await (await this.#store()).getDirectoryHandle(listed.folder);
    const files = new Map<string, Blob>();
    for await (const [name, entry] of folder.entries()) {
      if (entry.kind === "file") files.set(decodeURIComponent(name), await entry.getFile());
    }
    const manifest = files.get(manifestFile);
    if (manifest === undefined) throw checkpointMissing(id);
    return { files, manifest: parseManifest(new Uint8Array(await manifest.arrayBuffer())) };
  }

  /** Writes another list in the place of the one there is; then removes the folders that it names no more. */
  async #change(change: (listed: readonly Listed[]) => Listed[]): Promise<void> {
    await withLock(this.place.locks, { name: storeFolder, what: "the list of checkpoints" }, async () => {
      const { checkpoints: before } = await this.#index();
      const checkpoints = change(before);
      const index: Index = { schema: 1, checkpoints };
      const store = await this.#store();
      await replaceFile(store, indexFile, new Blob([JSON.stringify(index, null, 1)]));
      const known = new Set(checkpoints.map(({ folder }) => folder));
      for (const { folder } of before) if (!known.has(folder)) await removeStored(store, folder);
    });
  }

  async #index(): Promise<Index> {
    const bytes = await readStoredBytes(await this.#store(), indexFile);
    if (bytes === null) return { schema: 1, checkpoints: [] };
    const parsed = indexSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new StudioError(
      "CheckpointFormatError",
      `${storeFolder}/${indexFile}: expected a list of schema 1, which this version reads; found ${issues.join("; ")}`,
      "Use the version of Retrieval Studio that kept these checkpoints, or clear what this page has stored.",
    );
  }

  async #store(): Promise<FileSystemDirectoryHandle> {
    return (await this.place.openRoot()).getDirectoryHandle(storeFolder, { create: true });
  }
}

function isShown({ isDeleted }: Listed): boolean {
  return isDeleted !== true;
}

function checkpointMissing(id: string): StudioError {
  return new StudioError(
    "CheckpointFormatError",
    `expected the checkpoint ${id} in this browser; found none`,
    "Drop the checkpoint's folder again: it may have been deleted in another tab.",
  );
}
