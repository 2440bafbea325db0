import { type JudgedRows, judgeRanking, type QueryOutcome } from "./evaluate";

/** What a query's ranking came to, and what stands first in it. */
export interface JudgedQuery extends QueryOutcome {
  /** The best rows of the gallery, best first, without the query itself; six at most. */
  readonly best: readonly number[];
}

const mostBest = 6;

/**
 * Judges the complete ranking of a query that is a row itself.
 *
 * @param ranked all rows, best first, each once
 * @param ownRow the query's row, whose identity is to be found
 */
export function judgeQuery(ranked: Uint32Array, ownRow: number, judged: JudgedRows): JudgedQuery {
  const best: number[] = [];
  for (const row of ranked) {
    if (best.length === mostBest) break;
    if (row !== ownRow && judged.isGallery?.[row] !== 0) best.push(row);
  }
  return { ...judgeRanking(ranked, { identity: judged.identities[ownRow]!, ownRow }, judged), best };
}
