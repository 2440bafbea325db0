// Where the pictures of a source are found again at the next visit.
import type { FolderSource } from "../../contracts/datasetService";
import type { StoredDataset } from "../../contracts/storedDataset";
import type { DatasetId, SourceRecord } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import type { HandleShelf } from "./handleShelf";

export type SourcePlace = StoredDataset["places"][string];

/** Key of a source's handle on the shelf. */
export function handleKey(dataset: DatasetId, sourceId: string): string {
  return `${dataset}/${sourceId}`;
}

/** How a source is kept: `copy` where its pictures cannot be read again otherwise, or a user wants it. */
export function keptKind(given: FolderSource, isCopied: boolean): SourceRecord["kind"] {
  if (isCopied || given.kind === "files") return "copy";
  if (given.kind === "archive" && given.handle === null) return "copy";
  return given.kind;
}

/** The handle that a source is found by at the next visit; null where it has none. */
export function handleOf(given: FolderSource): FileSystemHandle | null {
  return given.kind === "handle" || given.kind === "archive" ? given.handle : null;
}

/** The source whose pictures an item is of, and the rest of its path: prefixes do not begin each other but for "". */
export function sourceOf(
  sources: readonly SourceRecord[],
  itemId: ItemId,
): { readonly source: SourceRecord; readonly path: string } | null {
  const fitting = sources.filter(({ prefix }) => itemId.startsWith(prefix));
  const source = fitting.sort((a, b) => b.prefix.length - a.prefix.length)[0];
  return source === undefined ? null : { source, path: itemId.slice(source.prefix.length) };
}

/** The source of a data set that was made from the same folder, archive or files before; null where there is none. */
export async function knownSource(
  { record, places }: StoredDataset,
  given: { readonly source: FolderSource; readonly kind: SourceRecord["kind"]; readonly name: string },
  shelf: HandleShelf,
): Promise<SourceRecord | null> {
  const handle = handleOf(given.source);
  for (const known of record.sources) {
    if (known.kind !== given.kind) continue;
    if (given.source.kind === "companion") {
      if (places[known.sourceId]?.address === given.source.baseUrl) return known;
      continue;
    }
    const kept = await shelf.get(handleKey(record.id, known.sourceId));
    const isSame = kept === null || handle === null ? known.name === given.name : await kept.isSameEntry(handle);
    if (isSame) return known;
  }
  return null;
}
