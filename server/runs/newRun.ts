import { access } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { CompanionRun, RunDevice, RunRequest } from "../../src/contracts/companionRuns";
import type { Item } from "../../src/core/dataset/item";
import { parseItemTable } from "../../src/core/dataset/itemTable";
import { StudioError } from "../../src/core/errors";
import type { CheckpointRegistry } from "../checkpoints/checkpointRegistry";
import type { DatasetRoots } from "../datasets/datasetRoots";
import { runFiles } from "./runFiles";
import type { NewRun } from "./runStore";

const leastIdentities = 2;

/** What a request asks for, judged as far as that can be done without the trainer. */
export interface JudgedRun {
  readonly folder: NewRun;
  readonly items: number;
  readonly identities: number;
}

/**
 * Refuses what cannot be trained, before it is queued.
 *
 * @throws ItemTableFormatError for an empty table, one that breaks the format, or too few identities;
 *   FolderReadError and CheckpointFormatError for a folder or a checkpoint that the companion does not have
 */
export async function judgeRun(
  request: RunRequest,
  roots: DatasetRoots,
  checkpoints: CheckpointRegistry,
): Promise<JudgedRun> {
  const itemsFolder = await roots.rootOf(request.folder);
  const startWeights = request.startWeights === null ? null : await trainableFolder(request.startWeights, checkpoints);
  const trained = trainedItems(parseItemTable(request.items, runFiles.items));
  // A copy that the trainer makes of an item belongs to that item alone, whatever it shows.
  const isByItem = request.recipe["labels"] === "item";
  const identities = isByItem ? trained.length : new Set(trained.map(({ identity }) => identity)).size;
  if (identities < leastIdentities) throw tooFew(trained.length, identities);
  const job = { schema: 1, itemsFolder, device: request.device, startWeights } as const;
  return {
    folder: { recipe: request.recipe, job, items: { text: request.items } },
    items: trained.length,
    identities,
  };
}

/** A checkpoint holds a network that is done; the weights to train on lie in its run's folder. */
async function trainableFolder(id: string, checkpoints: CheckpointRegistry): Promise<string> {
  const { folder } = await checkpoints.find(id);
  const weights = join(dirname(dirname(folder)), "weights", `${basename(folder)}.safetensors`);
  const isThere = await access(weights).then(
    () => true,
    () => false,
  );
  if (isThere) return folder;
  throw new StudioError(
    "CheckpointFormatError",
    `expected a checkpoint of a run of this companion, with its weights; there are none of "${id.slice(0, 80)}" at ${weights}`,
    "Start from a checkpoint that was trained here, or from what the recipe says.",
  );
}

/** What a run keeps of its request. */
export interface AskedRun {
  readonly name: string;
  /** Name of its recipe. */
  readonly recipe: string;
  readonly device: RunDevice;
  readonly folder: string;
  readonly startWeights: string | null;
  readonly series?: string | undefined;
}

/** A run that waits for its turn. */
export function waitingRun(id: string, asked: AskedRun, counts: { items: number; identities: number }): CompanionRun {
  return {
    id,
    name: asked.name,
    recipe: asked.recipe,
    device: asked.device,
    folder: asked.folder,
    startWeights: asked.startWeights,
    items: counts.items,
    identities: counts.identities,
    phase: "waiting",
    stage: "waiting for its turn",
    createdAt: Date.now() / 1000,
    startedAt: null,
    endedAt: null,
    heardAt: null,
    step: 0,
    steps: null,
    metrics: {},
    checkpoints: [],
    best: null,
    failure: null,
    ...(asked.series === undefined ? {} : { series: asked.series }),
  };
}

/** Those of the split "train"; all of a table that has no such split. */
function trainedItems(items: readonly Item[]): readonly Item[] {
  const named = items.filter(({ split }) => split === "train");
  return named.length > 0 ? named : items;
}

function tooFew(items: number, identities: number): StudioError {
  return new StudioError(
    "ItemTableFormatError",
    items === 0
      ? "expected items to train on; the table has none"
      : `expected items of at least ${leastIdentities} identities to train on; found ${items} of ${identities}`,
    "Choose a data set whose items say what they show: a training learns to tell identities apart.",
  );
}
