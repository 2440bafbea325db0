import type { Ranking } from "./ranking";

/**
 * A ranking that is sure to keep its law: equal lengths, scores that never rise and are no NaN, equal scores by ascending
 * row, no row twice. One pass, so it is checked always.
 *
 * @throws Error if the law is broken, which is a bug of the caller
 */
export function makeRanking(rows: Uint32Array<ArrayBuffer>, scores: Float32Array<ArrayBuffer>): Ranking {
  if (rows.length !== scores.length) throw new Error(`a ranking has ${rows.length} rows but ${scores.length} scores`);
  let highest = 0;
  for (let rank = 0; rank < rows.length; rank++) {
    const score = scores[rank]!;
    const above = rank === 0 ? Infinity : scores[rank - 1]!;
    if (!(score < above || (score === above && (rank === 0 || rows[rank]! > rows[rank - 1]!)))) {
      throw new Error(`a ranking is out of order at rank ${rank}: score ${above}, then ${score} of row ${rows[rank]!}`);
    }
    highest = Math.max(highest, rows[rank]!);
  }
  refuseRepeatedRows(rows, highest);
  return { rows, scores };
}

function refuseRepeatedRows(rows: Uint32Array, highest: number): void {
  const isSeen = new Uint8Array(highest + 1);
  for (const row of rows) {
    if (isSeen[row] === 1) throw new Error(`a ranking holds row ${row} twice`);
    isSeen[row] = 1;
  }
}
