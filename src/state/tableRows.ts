import type { TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import { checkpointName, isTableOf, type KnownCheckpoint } from "./checkpointsStore";
import type { LibraryEntry } from "./libraryStore";
import { tableCheckpoint } from "./studioStore";
import { tableKey } from "./tablesStore";

/** One checkpoint of a data set: with its embeddings, or without. */
export interface TableRow {
  readonly key: string;
  readonly name: string;
  readonly checkpoint: TableCheckpoint;
  /** Null where the data set was not embedded with it. */
  readonly table: TableRecord | null;
  /** Null where this browser does not have the checkpoint: nothing can be added to the table then. */
  readonly known: KnownCheckpoint | null;
}

/** Every checkpoint that this browser has, and every table whose checkpoint it has not. */
export function tableRows({ record, tables }: LibraryEntry, checkpoints: readonly KnownCheckpoint[]): TableRow[] {
  const rows = checkpoints.map((known): TableRow => {
    const checkpoint = tableCheckpoint(known.manifest);
    return {
      key: tableKey(record.id, checkpoint),
      name: known.manifest.name,
      checkpoint,
      table: tables.find((table) => isTableOf(table, known)) ?? null,
      known,
    };
  });
  const others = tables
    .filter((table) => !checkpoints.some((known) => isTableOf(table, known)))
    .map((table): TableRow => ({
      key: tableKey(record.id, table.checkpoint),
      name: checkpointName([], table.checkpoint),
      checkpoint: table.checkpoint,
      table,
      known: null,
    }));
  return [...rows, ...others];
}
