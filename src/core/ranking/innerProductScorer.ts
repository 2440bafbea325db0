import { type Matrix, rowOf } from "../numeric/matrix";
import { exactScore } from "../search/exactScore";
import type { Scorer } from "./scorer";

/** Inner products of queries [Q, D] and gallery [G, D], one by one: the definition that faster ways must equal. */
export function innerProductScorer(queries: Matrix, gallery: Matrix): Scorer {
  return {
    queries: queries.rows,
    rows: gallery.rows,
    score: (from, to, into) => {
      for (let query = from, at = 0; query < to; query++) {
        const vector = rowOf(queries, query);
        for (let row = 0; row < gallery.rows; row++, at++) {
          into[at] = exactScore(vector, gallery.values, row * gallery.columns);
        }
      }
      return Promise.resolve();
    },
  };
}
