import { crc32 } from "../../core/numeric/crc32";
import type { TableCheckpoint, TableRecord } from "../../core/dataset/datasetRecord";

/** Name of the folder, in a data set's `tables`, that holds the embeddings by a checkpoint. */
export function tableFolderName({ id, sha256 }: TableCheckpoint): string {
  const name = encodeURIComponent(id);
  return `${name.length <= longestName ? name : shortened(name)}-${sha256.slice(0, 12)}`;
}

/** Embeddings that came along are named by their path, which may be longer than a folder's name. */
const longestName = 150;

function shortened(name: string): string {
  const hash = crc32(Uint8Array.from(name, (letter) => letter.charCodeAt(0)));
  return `${name.slice(0, longestName - 9)}~${hash.toString(16).padStart(8, "0")}`;
}

/** A table that is compacted goes on in files of the next generation, so that either all of it counts or none. */
export function vectorsName(generation: number): string {
  return `vectors-${generation}.npy`;
}

/** The journal beside the vectors of a generation. */
export function journalName(generation: number): string {
  return `journal-${generation}.txt`;
}

/** An empty file in the folder of a table that was deleted and may still be brought back. */
export const deletedMark = "deleted";

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
