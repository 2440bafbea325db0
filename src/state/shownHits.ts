import { type CodedColumn, encodeColumn } from "../core/dataset/codedColumn";
import { type DateColumn, daysOf, encodeDates, isInSpan } from "../core/dataset/dateColumn";
import type { Item } from "../core/dataset/item";
import { countAtLeast, countByCode, type RowFilter } from "../core/ranking/filterRanking";
import type { FusedRanking } from "../core/ranking/fusion";
import { groupByIdentity } from "../core/ranking/groupByIdentity";
import { type ScoreHistogram, thresholdHistogram } from "../core/ranking/thresholdHistogram";
import type { ShowIntent } from "./searchIntent";
import type { SearchResult } from "./searchStore";

/** The tiles of the grid, in the order shown, and how many ranks each step left out. */
export interface ShownHits {
  /** Gallery row of each tile. */
  readonly rows: Uint32Array;
  /** Rank of each tile in the whole ranking, counted from 0. */
  readonly ranks: Uint32Array;
  /** Null while the gallery is only browsed. */
  readonly scores: Float32Array | null;
  /** Which view of the query matched best; null while the gallery is only browsed. */
  readonly views: Uint8Array | null;
  /** Groups by identity; null when not grouped. */
  readonly groups: TileGroups | null;
  readonly total: number;
  readonly leftOut: { readonly threshold: number; readonly filters: number; readonly folded: number };
}

export interface TileGroups {
  /** For the first tile of each group, how many hits stand behind it; 0 for the others. */
  readonly behind: Uint32Array;
  /** 1 for tiles that stand unfolded behind another. */
  readonly isBehind: Uint8Array;
}

type Filters = Pick<ShowIntent, "categories" | "dateFrom" | "dateTo">;

/** What the grid shows of a ranking, or of the whole gallery in its own order where there is none. */
export function shownHits(
  items: readonly Item[],
  result: SearchResult | null,
  show: ShowIntent,
  unfolded: ReadonlySet<string>,
): ShownHits {
  const ranking = result?.ranking ?? galleryOrder(items);
  const total = ranking.rows.length;
  const passing = result === null || show.threshold === null ? total : countAtLeast(ranking, show.threshold);
  const ranks = keptRanks(ranking, passing, rowFilter(items, show));
  const grouped = result !== null && show.isGrouped ? groupTiles(items, ranking, ranks, unfolded) : null;
  const tiles = grouped?.ranks ?? ranks;
  return {
    rows: tiles.map((rank) => at(ranking.rows, rank)),
    ranks: tiles,
    scores: result === null ? null : Float32Array.from(tiles, (rank) => at(ranking.scores, rank)),
    views: result === null ? null : Uint8Array.from(tiles, (rank) => at(ranking.views, rank)),
    groups: grouped,
    total,
    leftOut: { threshold: total - passing, filters: passing - ranks.length, folded: ranks.length - tiles.length },
  };
}

/** Scores behind the threshold slider, of the hits that pass the filters; null where none does. */
export function scoreHistogram(
  items: readonly Item[],
  { ranking }: SearchResult,
  filters: Filters,
): ScoreHistogram | null {
  const isKept = rowFilter(items, filters);
  return thresholdHistogram(
    ranking.scores.filter((_, rank) => isKept(at(ranking.rows, rank))),
    histogramBins,
  );
}

/** Categories with the hits that choosing each would show, most first; empty where no item has a category. */
export function categoryCounts(
  items: readonly Item[],
  result: SearchResult | null,
  { threshold, dateFrom, dateTo }: Omit<ShowIntent, "categories" | "isGrouped" | "tilePixels">,
): { name: string; count: number }[] {
  const { codes, values } = columnsOf(items).category;
  if (values.length === 0 || (values.length === 1 && values[0] === "")) return [];
  const ranking = result?.ranking ?? galleryOrder(items);
  const passing = result === null || threshold === null ? ranking.rows.length : countAtLeast(ranking, threshold);
  const above = { rows: ranking.rows.subarray(0, passing), scores: ranking.scores.subarray(0, passing) };
  const counts = countByCode(above, codes, values.length, rowFilter(items, { categories: [], dateFrom, dateTo }));
  return values
    .map((name, code) => ({ name, count: counts[code] ?? 0 }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}

/** First and last date of a gallery; null where no item has one. */
export function dateSpan(items: readonly Item[]): { earliest: string; latest: string } | null {
  let span: { earliest: string; latest: string } | null = null;
  for (const { date } of items) {
    if (date === undefined) continue;
    span ??= { earliest: date, latest: date };
    if (date < span.earliest) span.earliest = date;
    if (date > span.latest) span.latest = date;
  }
  return span;
}

/** One sentence that says how many are shown, in which order, and what left the others out. */
export function describeShown(hits: ShownHits, show: ShowIntent): string {
  const print = (count: number) => count.toLocaleString("en-US");
  if (hits.scores === null && hits.leftOut.filters === 0) return `${print(hits.total)} drawings in the gallery`;
  const causes: string[] = [];
  if (hits.leftOut.threshold > 0) causes.push(`threshold ${(show.threshold ?? 0).toFixed(3)}`);
  if (hits.leftOut.filters > 0) causes.push(`filters leave out ${print(hits.leftOut.filters)}`);
  if (hits.leftOut.folded > 0) causes.push(`${print(hits.leftOut.folded)} folded by identity`);
  const order = hits.scores === null ? "in the gallery's order" : "best first";
  const shown = `${print(hits.rows.length)} of ${print(hits.total)} shown, ${order}`;
  return causes.length === 0 ? shown : `${shown}: ${causes.join(", ")}`;
}

// Wide enough to see a gap between matches and the rest in a panel of 240 pixels.
const histogramBins = 60;

interface ItemColumns {
  readonly identity: CodedColumn;
  readonly category: CodedColumn;
  readonly dates: DateColumn;
}

// Encoded once for each gallery: filters and groups are computed anew at every move of a slider.
const columnsByGallery = new WeakMap<readonly Item[], ItemColumns>();

function columnsOf(items: readonly Item[]): ItemColumns {
  let columns = columnsByGallery.get(items);
  if (columns === undefined) {
    columns = {
      identity: encodeColumn(items, (item) => item.identity),
      category: encodeColumn(items, (item) => item.category),
      dates: encodeDates(items),
    };
    columnsByGallery.set(items, columns);
  }
  return columns;
}

function rowFilter(items: readonly Item[], { categories, dateFrom, dateTo }: Filters): RowFilter {
  const { category, dates } = columnsOf(items);
  const isChosen = Uint8Array.from(category.values, (name) => (categories.includes(name) ? 1 : 0));
  const hasDates = dateFrom !== null || dateTo !== null;
  const span = {
    firstDay: dateFrom === null ? -Infinity : daysOf(dateFrom).firstDay,
    lastDay: dateTo === null ? Infinity : daysOf(dateTo).lastDay,
  };
  return (row) => {
    if (categories.length > 0 && isChosen[category.codes[row] ?? 0] !== 1) return false;
    return !hasDates || isInSpan(dates, row, span);
  };
}

function galleryOrder(items: readonly Item[]): FusedRanking {
  return {
    rows: Uint32Array.from(items.keys()),
    scores: new Float32Array(items.length),
    views: new Uint8Array(items.length),
  };
}

/** Of the first `passing` ranks, those whose rows pass. */
function keptRanks({ rows }: FusedRanking, passing: number, isKept: RowFilter): Uint32Array<ArrayBuffer> {
  const kept = new Uint32Array(passing);
  let count = 0;
  for (let rank = 0; rank < passing; rank++) if (isKept(at(rows, rank))) kept[count++] = rank;
  return kept.slice(0, count);
}

function groupTiles(
  items: readonly Item[],
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
