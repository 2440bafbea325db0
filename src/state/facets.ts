import type { ItemList } from "../core/dataset/itemList";
import { countAtLeast, countByCode } from "../core/ranking/filterRanking";
import { type ScoreHistogram, thresholdHistogram } from "../core/ranking/thresholdHistogram";
import { columnsOf, type Filters, rowFilter } from "./galleryColumns";
import type { SearchResult } from "./searchStore";

// Wide enough to see a gap between matches and the rest in a panel of 240 pixels.
const histogramBins = 60;

/** Scores behind the threshold slider, of the hits that pass the filters; null where none does. */
export function scoreHistogram(items: ItemList, { ranking }: SearchResult, filters: Filters): ScoreHistogram | null {
  const isKept = rowFilter(items, filters);
  const kept = ranking.scores.filter((_, rank) => isKept(ranking.rows[rank] ?? 0));
  return thresholdHistogram(kept, histogramBins);
}

/** Categories with the hits that choosing each would show, most first; empty where no item has a category. */
export function categoryCounts(
  items: ItemList,
  result: SearchResult | null,
  { threshold, dateFrom, dateTo }: Omit<Filters, "categories"> & { readonly threshold: number | null },
): { name: string; count: number }[] {
  const { category, order } = columnsOf(items);
  const { codes, values } = category;
  if (values.length === 0 || (values.length === 1 && values[0] === "")) return [];
  const ranking = result?.ranking ?? order;
  const passing = result === null || threshold === null ? ranking.rows.length : countAtLeast(ranking, threshold);
  const above = { rows: ranking.rows.subarray(0, passing), scores: ranking.scores.subarray(0, passing) };
  const counts = countByCode(above, codes, values.length, rowFilter(items, { categories: [], dateFrom, dateTo }));
  return values
    .map((name, code) => ({ name, count: counts[code] ?? 0 }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}

/** First and last date of a gallery; null where no item has one. */
export function dateSpan(items: ItemList): { earliest: string; latest: string } | null {
  let span: { earliest: string; latest: string } | null = null;
  for (const date of items.column("date").values) {
    if (date === "") continue;
    span ??= { earliest: date, latest: date };
    if (date < span.earliest) span.earliest = date;
    if (date > span.latest) span.latest = date;
  }
  return span;
}
