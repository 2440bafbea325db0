import type { Ranking } from "./ranking";

/**
 * A ranking's hits, group by group. Groups stand in the order of their best hit, hits in a group best first.
 *
 * Group g's hits are `ranks[offsets[g]]` to `ranks[offsets[g + 1] - 1]`, positions in the ranking; its first is its best.
 */
export interface RankingGroups {
  /** [G + 1] */
  readonly offsets: Uint32Array<ArrayBuffer>;
  /** [N], every position of the ranking once. */
  readonly ranks: Uint32Array<ArrayBuffer>;
}

/**
 * Groups a ranking by identity: best view first, the rest behind it.
 *
 * @param identities the identity of each row as a number, as `encodeColumn` numbers them
 */
export function groupByIdentity(ranking: Ranking, identities: Uint32Array): RankingGroups {
  const { rows } = ranking;
  const highest = identities.reduce((most, identity) => Math.max(most, identity), 0);
  const groupOf = new Uint32Array(highest + 1); // 0 is none yet, else the group + 1
  const sizes: number[] = [];
  for (const row of rows) {
    const identity = identities[row]!;
    if (groupOf[identity] === 0) groupOf[identity] = sizes.push(0);
    sizes[groupOf[identity]! - 1]!++;
  }
  const offsets = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, group) => (offsets[group + 1] = offsets[group]! + size));
  const next = offsets.slice();
  const ranks = new Uint32Array(rows.length);
  for (let rank = 0; rank < rows.length; rank++) ranks[next[groupOf[identities[rows[rank]!]!]! - 1]!++] = rank;
  return { offsets, ranks };
}
