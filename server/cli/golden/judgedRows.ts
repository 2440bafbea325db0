// How adapters of metrics put a case's numbers before the product's own judge.
import { judgedQueryAt, type JudgedQuery, packJudged } from "../../../src/core/metrics/judgedQueries";
import { judgeScores } from "../../../src/core/metrics/judgeScores";
import type { GoldenArray } from "./goldenFile";

/** What a row is for a query. */
export type RowKind = "relevant" | "junk" | "other";

/** Judges one query by scores of all rows, higher first. */
export function judgeRows(scores: ArrayLike<number>, kindOf: (row: number) => RowKind): JudgedQuery {
  const rows = Uint32Array.from({ length: scores.length }, (_, row) => row);
  const judgement = {
    identity: 0,
    relevant: rows.filter((row) => kindOf(row) === "relevant"),
    ignored: rows.filter((row) => kindOf(row) === "junk"),
    minScore: -Infinity,
  };
  return judgedQueryAt(packJudged([judgeScores(Float32Array.from(scores), judgement, scores.length)]), 0);
}

/** Scores that put rows in the order in which they are given. */
export function scoresOfOrder(order: readonly number[]): Float32Array {
  const scores = new Float32Array(order.length);
  order.forEach((row, rank) => (scores[row] = -rank));
  return scores;
}

/** The mean of all values that are numbers. */
export function meanOf(values: readonly number[]): number {
  const counted = values.filter((value) => !Number.isNaN(value));
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}

/** A list as a golden file has it. */
export function listOf(values: readonly number[]): GoldenArray {
  return { shape: [values.length], data: [...values] };
}
