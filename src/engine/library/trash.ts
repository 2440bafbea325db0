import { isStudioError } from "../../core/errors";
import type { EmbeddingTables } from "../tables/embeddingTables";
import type { CheckpointStore } from "./checkpointStore";
import type { Datasets } from "./datasets";
import type { DatasetStore } from "./datasetStore";

/** What holds deleted things. */
export interface TrashParts {
  readonly store: DatasetStore;
  readonly datasets: Datasets;
  readonly tables: EmbeddingTables;
  readonly checkpoints: CheckpointStore;
}

/** Removes for good what was deleted. What another tab is writing, or another version has kept, is left to the next time. */
export async function emptyTrash({ store, datasets, tables, checkpoints }: TrashParts): Promise<void> {
  await datasets.emptyTrash();
  for (const dataset of await store.ids()) await unlessLeft(() => tables.emptyTrash(dataset));
  await unlessLeft(() => checkpoints.emptyTrash());
}

const leftToTheNextTime = [
  "LockedElsewhereError",
  "DatasetMissingError",
  "ItemTableFormatError",
  "EmbeddingTableFormatError",
  "CheckpointFormatError",
];

async function unlessLeft(empty: () => Promise<void>): Promise<void> {
  try {
    await empty();
  } catch (error) {
    if (!isStudioError(error) || !leftToTheNextTime.includes(error.name)) throw error;
  }
}
