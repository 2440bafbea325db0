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
 * @param identities the identity of each row as a number, as a `CodedColumn` numbers them
 */
export function groupByIdentity(ranking: Ranking, identities: Uint32Array): RankingGroups {
  const { rows } = ranking;
  const groupOf = new Uint32Array(highestOf(identities) + 1); // 0 is none yet, else the group + 1
  const groups = new Uint32Array(rows.length);
  const sizes = new Uint32Array(groupOf.length);
  let groupCount = 0;
  for (let rank = 0; rank < rows.length; rank++) {
    const identity = identities[rows[rank]!]!;
    if (groupOf[identity] === 0) groupOf[identity] = ++groupCount;
    const group = groupOf[identity]! - 1;
    groups[rank] = group;
    sizes[group]!++;
  }
  const offsets = new Uint32Array(groupCount + 1);
  for (let group = 0; group < groupCount; group++) offsets[group + 1] = offsets[group]! + sizes[group]!;
  const next = offsets.slice();
  const ranks = new Uint32Array(rows.length);
  for (let rank = 0; rank < rows.length; rank++) ranks[next[groups[rank]!]!++] = rank;
  return { offsets, ranks };
}

function highestOf(identities: Uint32Array): number {
  let highest = 0;
  for (let row = 0; row < identities.length; row++) if (identities[row]! > highest) highest = identities[row]!;
  return highest;
}
