import type { Ranking } from "./ranking";

/** Whether a gallery row passes a filter. */
export type RowFilter = (row: number) => boolean;

/** The hits whose rows pass, in their order. The ranking itself where all do. */
export function filterRanking(ranking: Ranking, isKept: RowFilter): Ranking {
  const rows = new Uint32Array(ranking.rows.length);
  const scores = new Float32Array(ranking.rows.length);
  let kept = 0;
  for (let rank = 0; rank < rows.length; rank++) {
    const row = ranking.rows[rank]!;
    if (!isKept(row)) continue;
    rows[kept] = row;
    scores[kept++] = ranking.scores[rank]!;
  }
  return kept === rows.length ? ranking : { rows: rows.slice(0, kept), scores: scores.slice(0, kept) };
}

/** How many hits score at least `threshold`; they are the first ones. */
export function countAtLeast(ranking: Ranking, threshold: number): number {
  const { scores } = ranking;
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle]! >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many hits each value of a column has, for counts beside a filter's choices.
 *
 * Pass every filter but the column's own as `isKept`: a count then says what choosing that value would show.
 *
 * @param codes the value of each row as a number, as a `CodedColumn` has it
 * @param codeCount how many values there are
 */
export function countByCode(
  ranking: Ranking,
  codes: Uint32Array,
  codeCount: number,
  isKept: RowFilter,
): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(codeCount);
  for (const row of ranking.rows) if (isKept(row)) counts[codes[row]!]!++;
  return counts;
}
