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
  /**
   * A number for each candidate's sequence, where a gallery item of the query's identity and sequence is junk, as
   * Market-1501 has it of the same camera; `noSequence` where it has none, null where no sequence counts.
   */
  readonly sequences: Uint32Array<ArrayBuffer> | null;
  /** What each query should find, where a ground truth says so; null where the identities do. */
  readonly truth: PlannedTruth | null;
}

/** The sequence of a candidate that has none: it makes no junk. */
export const noSequence = 0xffffffff;

/** What a ground truth says of each query of a plan, in the order of its queries. Candidates ascend. */
export interface PlannedTruth {
  /** Where each query's part of `relevant` ends. */
  readonly relevantEnds: Uint32Array<ArrayBuffer>;
  readonly relevant: Uint32Array<ArrayBuffer>;
  /** Where each query's part of `junk` ends. */
  readonly junkEnds: Uint32Array<ArrayBuffer>;
  /** Candidates that take no rank for the query. */
  readonly junk: Uint32Array<ArrayBuffer>;
}

/** What counts as a match. */
export type MatchRule =
  /** Gallery items of the query's identity. */
  | "identity"
  /** The same, but those of the query's own sequence are junk. */
  | "identity-other-sequence";

/**
 * Plans the evaluation of a data set's queries against its gallery. Items that are neither, as those for training, are not
 * ranked at all.
 *
 * @param items of a table's rows, in order
 * @throws StudioError MeasurementError if there are no queries or no gallery
 */
export function planEvaluation(items: PackedItems, rule: MatchRule = "identity"): EvaluationPlan {
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
  return {
    rows,
    isGallery,
    identities: Uint32Array.from(rows, (row) => codes[row]!),
    queries,
    galleryCount,
    sequences: rule === "identity" ? null : sequencesOf(items, rows),
    truth: null,
  };
}

/** @throws StudioError MeasurementError where no item has a sequence */
function sequencesOf(items: PackedItems, rows: Uint32Array): Uint32Array<ArrayBuffer> {
  if (items.columns.sequence === undefined) {
    throw new StudioError(
      "MeasurementError",
      "expected items with a sequence, as a camera, to leave those of the query's own out; found none with one",
      "Count matches by identity alone, or fill the item table's sequence column.",
    );
  }
  const sequences = new ItemList(items).column("sequence");
  return Uint32Array.from(rows, (row) => {
    const code = sequences.codes[row]!;
    return sequences.values[code] === "" ? noSequence : code;
  });
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
export function planLeaveOneOut(items: PackedItems, rule: MatchRule = "identity"): EvaluationPlan {
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
    sequences: rule === "identity" ? null : sequencesOf(items, rows),
    truth: null,
  };
}
