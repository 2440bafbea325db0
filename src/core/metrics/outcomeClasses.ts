import type { JudgedQuery } from "./judgedQueries";

/** How two evaluations stand on a query by their first hit. */
export type OutcomeClass = "both-right" | "only-a" | "only-b" | "both-wrong" | "nothing-to-find";

/** @param a the query by the first evaluation, `b` by the second */
export function outcomeClass(a: JudgedQuery, b: JudgedQuery): OutcomeClass {
  if (a.relevantCount === 0 || b.relevantCount === 0) return "nothing-to-find";
  const [isA, isB] = [a.firstHit === 0, b.firstHit === 0];
  if (isA) return isB ? "both-right" : "only-a";
  return isB ? "only-b" : "both-wrong";
}
