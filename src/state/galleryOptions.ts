import type { DatasetId, TableRecord } from "../core/dataset/datasetRecord";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { checkpointName, isTableOf, type KnownCheckpoint } from "./checkpointsStore";
import { type GalleryChoice, sampleDataset } from "./choiceStore";
import type { LibraryEntry } from "./libraryStore";

/** One checkpoint that a gallery could be searched by. */
export interface CheckpointOption {
  /** As a choice names it: null is the one that ships. */
  readonly checkpoint: CheckpointId | null;
  readonly name: string;
  /** Null where the data set was not embedded with it. */
  readonly table: TableRecord | null;
}

/** The checkpoints that a data set could be searched by: those with a table first. The sample is embedded with the shipped one. */
export function checkpointOptions(
  entry: LibraryEntry | undefined,
  checkpoints: readonly KnownCheckpoint[],
): CheckpointOption[] {
  const shipped = checkpoints.find(({ isShipped }) => isShipped);
  if (entry === undefined) {
    return [{ checkpoint: null, name: shipped?.manifest.name ?? "The checkpoint that ships", table: null }];
  }
  const known = checkpoints.map((each): CheckpointOption => ({
    checkpoint: each.isShipped ? null : each.manifest.id,
    name: each.manifest.name,
    table: entry.tables.find((table) => isTableOf(table, each)) ?? null,
  }));
  const others = entry.tables
    .filter((table) => !checkpoints.some((each) => isTableOf(table, each)) && table.checkpoint.sha256 === "")
    .map((table): CheckpointOption => ({
      checkpoint: table.checkpoint.id,
      name: checkpointName(checkpoints, table.checkpoint),
      table,
    }));
  return [...known, ...others].sort((a, b) => vectorsOf(b) - vectorsOf(a));
}

/** What to search in a data set by: the checkpoint of now where it has a table, else one that has. */
export function choiceFor(dataset: DatasetId, options: readonly CheckpointOption[], now: GalleryChoice): GalleryChoice {
  if (dataset === sampleDataset) return { dataset, checkpoint: null };
  const ready = options.filter((option) => vectorsOf(option) > 0);
  const same = ready.find(({ checkpoint }) => checkpoint === now.checkpoint);
  return { dataset, checkpoint: (same ?? ready[0] ?? options[0])?.checkpoint ?? null };
}

/** What a user should know of a table before trusting a ranking; "" where it is complete. */
export function describeGaps(table: TableRecord | null): string {
  if (table === null) return "not embedded yet";
  const { missing, failed, stale } = table;
  const parts = [
    missing > 0 ? `${missing.toLocaleString("en-US")} not embedded yet` : "",
    failed > 0 ? `${failed.toLocaleString("en-US")} could not be embedded` : "",
    stale > 0 ? `${stale.toLocaleString("en-US")} stale: their pictures have changed since` : "",
  ];
  return parts.filter(Boolean).join(", ");
}

function vectorsOf({ table }: CheckpointOption): number {
  return table?.embedded ?? 0;
}
