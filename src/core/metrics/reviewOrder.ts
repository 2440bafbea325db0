import type { JudgedQuery } from "./judgedQueries";
import { marginOf } from "./rankCurves";

/** By what queries are put in order, to be looked at. */
export type ReviewOrder = "lowest-ap" | "smallest-margin" | "largest-disagreement" | "table";

/**
 * The order in which to look at queries. Queries with nothing to find come last; equal ones stand as in the table.
 *
 * @param queries in the order of the table
 * @param other the same queries by another evaluation, for disagreement; null where there is none
 * @returns places among the queries
 */
export function reviewOrder(
  queries: readonly JudgedQuery[],
  order: ReviewOrder,
  other: readonly JudgedQuery[] | null,
): Uint32Array {
  const keys = Float64Array.from(queries, (query, place) => {
    const key = keyOf(query, place, order, other);
    return Number.isNaN(key) || query.relevantCount === 0 ? Infinity : key;
  });
  return Uint32Array.from(queries.keys()).sort((a, b) => {
    const [first, second] = [keys[a]!, keys[b]!];
    return first === second ? a - b : first - second;
  });
}

function keyOf(query: JudgedQuery, place: number, order: ReviewOrder, other: readonly JudgedQuery[] | null): number {
  switch (order) {
    case "lowest-ap":
      return query.averagePrecision;
    case "smallest-margin":
      return marginOf(query);
    case "largest-disagreement":
      return -Math.abs(query.averagePrecision - (other?.[place]?.averagePrecision ?? NaN));
    case "table":
      return place;
  }
}
