import { type CodedColumn, encodeColumn } from "../core/dataset/codedColumn";
import { type DateColumn, daysOf, encodeDates, isInSpan } from "../core/dataset/dateColumn";
import type { Item } from "../core/dataset/item";
import type { RowFilter } from "../core/ranking/filterRanking";
import type { FusedRanking } from "../core/ranking/fusion";
import type { ShowIntent } from "./searchIntent";

/** Columns of a gallery's items as numbers, for filters and groups. */
export interface GalleryColumns {
  readonly identity: CodedColumn;
  readonly category: CodedColumn;
  readonly dates: DateColumn;
  /** All rows in the gallery's own order, without scores. */
  readonly order: FusedRanking;
}

export type Filters = Pick<ShowIntent, "categories" | "dateFrom" | "dateTo">;

// Encoded once for each gallery: filters and groups are computed anew at every move of a slider.
const columnsByGallery = new WeakMap<readonly Item[], GalleryColumns>();

export function columnsOf(items: readonly Item[]): GalleryColumns {
  let columns = columnsByGallery.get(items);
  if (columns === undefined) {
    columns = {
      identity: encodeColumn(items, (item) => item.identity),
      category: encodeColumn(items, (item) => item.category),
      dates: encodeDates(items),
      order: galleryOrder(items.length),
    };
    columnsByGallery.set(items, columns);
  }
  return columns;
}

/** Whether a row passes the filters. An item without a date lies in no range of dates. */
export function rowFilter(items: readonly Item[], { categories, dateFrom, dateTo }: Filters): RowFilter {
  const { category, dates } = columnsOf(items);
  const hasDates = dateFrom !== null || dateTo !== null;
  if (categories.length === 0 && !hasDates) return () => true;
  const isChosen = Uint8Array.from(category.values, (name) => (categories.includes(name) ? 1 : 0));
  const span = {
    firstDay: dateFrom === null ? -Infinity : daysOf(dateFrom).firstDay,
    lastDay: dateTo === null ? Infinity : daysOf(dateTo).lastDay,
  };
  return (row) => {
    if (categories.length > 0 && isChosen[category.codes[row] ?? 0] !== 1) return false;
    return !hasDates || isInSpan(dates, row, span);
  };
}

function galleryOrder(count: number): FusedRanking {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return { rows, scores: new Float32Array(count), views: new Uint8Array(count) };
}
