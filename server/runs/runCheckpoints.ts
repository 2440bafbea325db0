import { realpath } from "node:fs/promises";
import { join } from "node:path";

import type { RunCheckpoint } from "../../src/contracts/companionRuns";
import { StudioError } from "../../src/core/errors";
import { readCheckpoint, type RegisteredCheckpoint } from "../checkpoints/checkpointRegistry";
import { runFile } from "./runFiles";
import type { RunQueue } from "./runQueue";

const manifestFile = "checkpoint.json";

/** Folders of all checkpoints that runs have announced, newest runs and steps first. */
export function runCheckpointFolders(queue: RunQueue): string[] {
  return queue
    .list()
    .runs.toReversed()
    .flatMap(({ id, checkpoints }) => checkpoints.toReversed().map((step) => checkpointFolder(queue, id, step)));
}

/** A run's checkpoints that can be read, by step. */
export async function listRunCheckpoints(queue: RunQueue, id: string): Promise<RunCheckpoint[]> {
  const found: RunCheckpoint[] = [];
  for (const step of queue.read(id).run.checkpoints.toSorted((a, b) => a - b)) {
    const checkpoint = await readCheckpoint(checkpointFolder(queue, id, step));
    if (checkpoint !== null) found.push(listed(step, checkpoint));
  }
  return found;
}

/**
 * A file of a run's checkpoint on this disk: its manifest, or one that the manifest names.
 *
 * @throws RunMissingError for a checkpoint or a file that is not there
 */
export async function runCheckpointFile(queue: RunQueue, id: string, step: string, path: string): Promise<string> {
  const isAnnounced = queue.read(id).run.checkpoints.includes(Number(step));
  const folder = isAnnounced ? checkpointFolder(queue, id, Number(step)) : null;
  const checkpoint = folder === null ? null : await readCheckpoint(folder);
  const isListed = path === manifestFile || checkpoint?.manifest.files.some((file) => file.path === path) === true;
  if (folder === null || checkpoint === null || !isListed || path.split("/").includes("..")) {
    throw new StudioError(
      "RunMissingError",
      `expected a file of a checkpoint of run ${id}; found none at ${JSON.stringify(`${step}/${path}`.slice(0, 200))}`,
      "Load the list of checkpoints again.",
    );
  }
  return realpath(join(folder, path));
}

function checkpointFolder(queue: RunQueue, id: string, step: number): string {
  return join(runFile(queue.folderOf(id), "checkpoints"), String(step));
}

function listed(step: number, { manifest, sha256 }: RegisteredCheckpoint): RunCheckpoint {
  const { id, name, parent, createdAt, embedding, metrics, files } = manifest;
  return {
    step,
    id,
    name,
    parent,
    createdAt,
    sha256,
    dimension: embedding.dimension,
    metrics: [...metrics],
    files: [...files],
  };
}
