import type { TableRecord } from "../core/dataset/datasetRecord";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { startEmbedding } from "./embeddingStore";
import { type LibraryEntry } from "./libraryStore";
import { showDataset } from "./libraryPlace";
import { type OfferedCheckpoint, takeOffer } from "./offeredCheckpoints";
import { searchIn } from "./searchIn";

/** What a checkpoint is put to. */
export type CheckpointPurpose = "search" | "evaluate" | "embed";

/** The embeddings of a data set by a checkpoint; undefined where there are none. */
export function tableBy({ tables }: LibraryEntry, { id, sha256 }: OfferedCheckpoint): TableRecord | undefined {
  return tables.find((table) => table.checkpoint.id === id && table.checkpoint.sha256 === sha256);
}

/**
 * Puts a checkpoint to use on a data set: takes it into this browser first where it is not there, and embeds the data set
 * where nothing can be searched or measured by it yet.
 */
export async function applyCheckpoint(
  offered: OfferedCheckpoint,
  entry: LibraryEntry,
  purpose: CheckpointPurpose,
): Promise<void> {
  if (offered.known === null && !(await takeOffer(offered.id))) return;
  const checkpoint = { id: offered.id as CheckpointId, sha256: offered.sha256, dimension: offered.dimension };
  const table = tableBy(entry, offered);
  const dataset = entry.record.id;
  if (purpose === "embed" || table === undefined || table.embedded === 0) {
    void startEmbedding(dataset, checkpoint, offered.known?.isShipped === true);
    showDataset(dataset, "embeddings");
  } else if (purpose === "search") searchIn(dataset, checkpoint);
  else showDataset(dataset, "evaluate");
}
