import { type JudgedQueries, judgedQueryAt } from "./judgedQueries";

/**
 * The share of one ranking's first hits that another has among its own, over all queries.
 *
 * @param truth whose hits should be found
 * @param found the same queries in the same order
 * @returns in [0, 1]; NaN where `truth` has no hits
 */
export function firstHitsRecall(truth: JudgedQueries, found: JudgedQueries): number {
  let [hits, wanted] = [0, 0];
  for (let query = 0; query < truth.count; query++) {
    const among = new Set(judgedQueryAt(found, query).best);
    const { best } = judgedQueryAt(truth, query);
    wanted += best.length;
    for (const row of best) if (among.has(row)) hits++;
  }
  return hits / wanted;
}
