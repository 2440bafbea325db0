import type { CodedColumn } from "../core/dataset/codedColumn";
import { type DateColumn, daysOf, encodeDates, isInSpan } from "../core/dataset/dateColumn";
import type { ItemList } from "../core/dataset/itemList";
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
const columnsByGallery = new WeakMap<ItemList, GalleryColumns>();

export function columnsOf(items: ItemList): GalleryColumns {
  let columns = columnsByGallery.get(items);
  if (columns === undefined) {
    columns = {
      identity: items.column("identity"),
      category: items.column("category"),
      dates: encodeDates(items.column("date")),
      order: galleryOrder(items.length),
    };
    columnsByGallery.set(items, columns);
  }
  return columns;
}

/** Whether a row passes the filters. An item without a date lies in no range of dates. */
export function rowFilter(items: ItemList, { categories, dateFrom, dateTo }: Filters): RowFilter {
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
