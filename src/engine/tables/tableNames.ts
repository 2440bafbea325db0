import type { TableCheckpoint, TableRecord } from "../../core/dataset/datasetRecord";

/** Name of the folder, in a data set's `tables`, that holds the embeddings by a checkpoint. */
export function tableFolderName({ id, sha256 }: TableCheckpoint): string {
  return `${encodeURIComponent(id)}-${sha256.slice(0, 12)}`;
}

/** A table that is compacted goes on in files of the next generation, so that either all of it counts or none. */
export function vectorsName(generation: number): string {
  return `vectors-${generation}.npy`;
}

/** The journal beside the vectors of a generation. */
export function journalName(generation: number): string {
  return `journal-${generation}.txt`;
}

/** The generation of a journal by its file's name; null for every other file. */
export function generationOf(name: string): number | null {
  const digits = /^journal-([1-9]\d*)\.txt$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** What made a block, as `TableRecord.makers` shows it; a batch of 0 says that no network of this studio ran. */
export function makerName({
  backend,
  batch,
}: {
  readonly backend: string;
  readonly batch: number;
}): TableRecord["makers"][number] {
  return batch > 0 ? `${backend}, batch ${batch}` : backend;
}
