import { formatCsvRecord, textCell } from "../dataset/csv";

/** What one query came to, for a table. */
export interface QueryTableRow {
  readonly query: string;
  readonly identity: string;
  /** How many gallery items should be found. */
  readonly relevant: number;
  /** Ranks of those that were found, from 1, ascending. */
  readonly ranks: readonly number[];
  /** Numbers of the query by a name that files have; null where there is nothing to find. */
  readonly values: Readonly<Record<string, number | null>>;
  /** The best gallery items, best first. */
  readonly best: readonly { readonly path: string; readonly score: number; readonly isRelevant: boolean }[];
}

/**
 * Queries as CSV by RFC 4180, a line each: `query`, `identity`, `relevant`, `first_match_rank` (from 1, empty where none was
 * found), a column for each number of the first query, `ranks` of all that was found with spaces between, and
 * `hit_i`, `hit_i_score`, `hit_i_relevant` (0 or 1) for the best gallery items.
 *
 * @param hits how many of the best items have columns
 */
export function queryTableCsv(rows: readonly QueryTableRow[], hits: number): string {
  const names = Object.keys(rows[0]?.values ?? {});
  const places = Array.from({ length: hits }, (_, place) => place + 1);
  const hitColumns = places.flatMap((place) => [`hit_${place}`, `hit_${place}_score`, `hit_${place}_relevant`]);
  const header = ["query", "identity", "relevant", "first_match_rank", ...names, "ranks", ...hitColumns];
  const lines = rows.map(({ query, identity, relevant, ranks, values, best }) => [
    ...[textCell(query), textCell(identity), String(relevant), String(ranks[0] ?? "")],
    ...names.map((name) => numberCell(values[name])),
    ranks.join(" "),
    ...places.flatMap((place) => hitCells(best[place - 1])),
  ]);
  return [header, ...lines].map((cells) => `${formatCsvRecord(cells)}\r\n`).join("");
}

function hitCells(hit: QueryTableRow["best"][number] | undefined): string[] {
  return hit === undefined ? ["", "", ""] : [textCell(hit.path), String(hit.score), hit.isRelevant ? "1" : "0"];
}

function numberCell(value: number | null | undefined): string {
  return value == null || Number.isNaN(value) ? "" : String(value);
}
