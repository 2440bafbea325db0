import { ItemList } from "../dataset/itemList";
import type { PackedItems } from "../dataset/packedItems";
import { StudioError } from "../errors";

/** Which rows of a table an evaluation ranks, and what they are. Candidates are the queries and the gallery, in order. */
export interface EvaluationPlan {
  /** Row of each candidate in the table. */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** 1 for candidates of the gallery. */
  readonly isGallery: Uint8Array<ArrayBuffer>;
  /** A number for each candidate's identity. */
  readonly identities: Uint32Array<ArrayBuffer>;
  /** The candidates that are queries, in order. */
  readonly queries: Uint32Array<ArrayBuffer>;
  readonly galleryCount: number;
}

/**
 * Plans the evaluation of a data set's queries against its gallery. Items that are neither, as those for training, are not
 * ranked at all.
 *
 * @param items of a table's rows, in order
 * @throws StudioError MeasurementError if there are no queries or no gallery
 */
export function planEvaluation(items: PackedItems): EvaluationPlan {
  const { roles } = items;
  const candidates: number[] = [];
  for (let row = 0; row < roles.length; row++) if (roles[row] !== 0) candidates.push(row);
  const rows = Uint32Array.from(candidates);
  const isGallery = Uint8Array.from(rows, (row) => (roles[row]! >> 1) & 1);
  const queries = Uint32Array.from(rows.keys()).filter((candidate) => (roles[rows[candidate]!]! & 1) === 1);
  const galleryCount = isGallery.reduce((sum, flag) => sum + flag, 0);
  if (queries.length === 0 || galleryCount === 0) {
    throw new StudioError(
      "MeasurementError",
      `expected queries and a gallery among the items that have a vector; found ${queries.length} queries and ${galleryCount} gallery items`,
      "Import the data set with another choice of roles, or set is_query and is_gallery in its item table.",
    );
  }
  const { codes } = new ItemList(items).column("identity");
  return { rows, isGallery, identities: Uint32Array.from(rows, (row) => codes[row]!), queries, galleryCount };
}

/** How many queries are ranked at once: the complete rankings of a block hold at most about 400,000 rows. */
export function queriesInBlock(candidateCount: number): number {
  return Math.max(1, Math.min(64, Math.floor(400_000 / candidateCount)));
}

/**
 * Plans an evaluation in which every item is a query against all others, as for a gallery without queries of its own.
 *
 * @throws StudioError MeasurementError if there are fewer than two items
 */
export function planLeaveOneOut(items: PackedItems): EvaluationPlan {
  if (items.count < 2) {
    throw new StudioError(
      "MeasurementError",
      `expected two items at least, to find one by the other; found ${items.count}`,
      "Choose a larger gallery.",
    );
  }
  const rows = Uint32Array.from({ length: items.count }, (_, row) => row);
  const { codes } = new ItemList(items).column("identity");
  return {
    rows,
    isGallery: new Uint8Array(items.count).fill(1),
    identities: Uint32Array.from(codes),
    queries: rows.slice(),
    galleryCount: items.count,
  };
}
