import type { ItemList } from "../core/dataset/itemList";
import { countAtLeast, type RowFilter } from "../core/ranking/filterRanking";
import type { FusedRanking } from "../core/ranking/fusion";
import { groupByIdentity } from "../core/ranking/groupByIdentity";
import { columnsOf, rowFilter } from "./galleryColumns";
import type { ShowIntent } from "./searchIntent";
import type { SearchResult } from "./searchStore";

/** The tiles of the grid, in the order shown, and how many ranks each step left out. */
export interface ShownHits {
  readonly ranking: FusedRanking;
  /** False while the gallery is only browsed, in its own order and without scores. */
  readonly isRanked: boolean;
  /** Rank of each tile in the ranking, counted from 0. */
  readonly ranks: Uint32Array;
  /** Groups by identity; null when not grouped. */
  readonly groups: TileGroups | null;
  /** `unranked`: rows of the gallery that the ranking does not reach. */
  readonly leftOut: {
    readonly threshold: number;
    readonly filters: number;
    readonly folded: number;
    readonly unranked: number;
  };
}

export interface TileGroups {
  /** For the first tile of each group, how many hits stand behind it; 0 for the others. */
  readonly behind: Uint32Array;
  /** 1 for tiles that stand unfolded behind another. */
  readonly isBehind: Uint8Array;
}

/** One tile's hit. `view` is the position of the query's view that it matched best. */
export interface ShownHit {
  readonly row: number;
  readonly rank: number;
  readonly score: number;
  readonly view: number;
}

/** What the grid shows of a ranking, or of the whole gallery in its own order where there is none. */
export function shownHits(
  items: ItemList,
  result: SearchResult | null,
  show: ShowIntent,
  unfolded: ReadonlySet<string>,
): ShownHits {
  const ranking = result?.ranking ?? columnsOf(items).order;
  const isRanked = result !== null;
  const total = ranking.rows.length;
  const passing = !isRanked || show.threshold === null ? total : countAtLeast(ranking, show.threshold);
  const kept = keptRanks(ranking, passing, rowFilter(items, show));
  const grouped = isRanked && show.isGrouped ? groupTiles(items, ranking, kept, unfolded) : null;
  const ranks = grouped?.ranks ?? kept;
  const leftOut = {
    threshold: total - passing,
    filters: passing - kept.length,
    folded: kept.length - ranks.length,
    unranked: items.length - total,
  };
  return { ranking, isRanked, ranks, groups: grouped, leftOut };
}

/** The hit of a tile, or null beyond the last one. */
export function hitAt({ ranking, ranks }: ShownHits, position: number): ShownHit | null {
  const rank = ranks[position];
  if (rank === undefined) return null;
  return { rank, row: at(ranking.rows, rank), score: at(ranking.scores, rank), view: at(ranking.views, rank) };
}

/** The tile that shows a row, or -1. */
export function positionOfRow({ ranking, ranks }: ShownHits, row: number): number {
  return ranks.indexOf(ranking.rows.indexOf(row));
}

/** One sentence that says how many are shown, in which order, and what left the others out. */
export function describeShown({ ranking, ranks, isRanked, leftOut }: ShownHits, show: ShowIntent): string {
  const print = (count: number) => count.toLocaleString("en-US");
  const ranked = print(ranking.rows.length);
  // Filters, groups and thresholds see what is ranked, so this must be said with whatever they leave.
  const total =
    leftOut.unranked === 0 ? ranked : `the first ${ranked} of ${print(ranking.rows.length + leftOut.unranked)} ranked`;
  if (!isRanked && leftOut.filters === 0) return `${total} drawings in the gallery`;
  const causes: string[] = [];
  if (leftOut.threshold > 0) causes.push(`threshold ${(show.threshold ?? 0).toFixed(3)}`);
  if (leftOut.filters > 0) causes.push(`filters leave out ${print(leftOut.filters)}`);
  if (leftOut.folded > 0) causes.push(`${print(leftOut.folded)} folded by identity`);
  const shown = `${print(ranks.length)} of ${total} shown, ${isRanked ? "best first" : "in the gallery's order"}`;
  return causes.length === 0 ? shown : `${shown}: ${causes.join(", ")}`;
}

/** Of the first `passing` ranks, those whose rows pass. */
function keptRanks({ rows }: FusedRanking, passing: number, isKept: RowFilter): Uint32Array<ArrayBuffer> {
  const kept = new Uint32Array(passing);
  let count = 0;
  for (let rank = 0; rank < passing; rank++) if (isKept(at(rows, rank))) kept[count++] = rank;
  return kept.slice(0, count);
}

function groupTiles(
  items: ItemList,
  ranking: FusedRanking,
  ranks: Uint32Array,
  unfolded: ReadonlySet<string>,
): TileGroups & { readonly ranks: Uint32Array } {
  const rows = Uint32Array.from(ranks, (rank) => at(ranking.rows, rank));
  const { codes, values } = columnsOf(items).identity;
  const isUnfolded = Uint8Array.from(values, (identity) => (unfolded.has(identity) ? 1 : 0));
  const groups = groupByIdentity({ rows, scores: new Float32Array(rows.length) }, codes);
  const tiles: number[] = [];
  const behind: number[] = [];
  const isBehind: number[] = [];
  for (let group = 0; group + 1 < groups.offsets.length; group++) {
    const hits = groups.ranks.subarray(groups.offsets[group], groups.offsets[group + 1]);
    const isOpen = at(isUnfolded, at(codes, at(rows, at(hits, 0)))) === 1;
    const shown = isOpen ? hits : hits.subarray(0, 1);
    shown.forEach((hit, place) => {
      tiles.push(at(ranks, hit));
      behind.push(place === 0 ? hits.length - 1 : 0);
      isBehind.push(place === 0 ? 0 : 1);
    });
  }
  return { ranks: Uint32Array.from(tiles), behind: Uint32Array.from(behind), isBehind: Uint8Array.from(isBehind) };
}

/** A number of a typed array, at a position that is known to be inside. */
function at(numbers: ArrayLike<number>, position: number): number {
  return numbers[position] ?? 0;
}
