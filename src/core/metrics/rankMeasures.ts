// What the ranks of one query's relevant rows come to. Ranks count from 0 and ascend; R rows should be found.

/** Whether any relevant row stands among the first K: 1 or 0; NaN if R is 0. Its mean over queries is CMC at rank K. */
export function hitAtK(ranks: Uint32Array, relevantCount: number, k: number): number {
  if (relevantCount === 0) return NaN;
  return ranks.length > 0 && ranks[0]! < k ? 1 : 0;
}

/** How many relevant rows stand among the first K. */
export function countWithin(ranks: Uint32Array, k: number): number {
  let count = 0;
  while (count < ranks.length && ranks[count]! < k) count++;
  return count;
}

/** Share of relevant rows among the first R; NaN if R is 0. */
export function rPrecision(ranks: Uint32Array, relevantCount: number): number {
  return relevantCount === 0 ? NaN : countWithin(ranks, relevantCount) / relevantCount;
}

/** Share of relevant rows among the first K, over K even where the gallery is smaller; NaN if R is 0. */
export function precisionAtK(ranks: Uint32Array, relevantCount: number, k: number): number {
  return relevantCount === 0 ? NaN : countWithin(ranks, k) / k;
}

/**
 * Share of relevant rows among the first K, or among those up to the last relevant row where it stands earlier: a query of
 * few matches is not blamed for what it cannot fill.
 *
 * @returns in [0, 1]; NaN if R is 0, 0 where nothing was found
 * @see Radenović et al., Revisiting Oxford and Paris, CVPR 2018 (compute_map's mP@k)
 */
export function precisionToLastMatch(ranks: Uint32Array, relevantCount: number, k: number): number {
  if (relevantCount === 0) return NaN;
  if (ranks.length === 0) return 0;
  const depth = Math.min(k, ranks[ranks.length - 1]! + 1);
  return countWithin(ranks, depth) / depth;
}

/**
 * Inverse negative penalty: R over the rank, from 1, of the last relevant row; 0 where one was not found.
 *
 * @returns in [0, 1]; NaN if R is 0
 * @see Ye et al., Deep learning for person re-identification: a survey and outlook, TPAMI 2022, section 4.2
 */
export function inversePenalty(ranks: Uint32Array, relevantCount: number): number {
  if (relevantCount === 0) return NaN;
  return ranks.length < relevantCount ? 0 : relevantCount / (ranks[ranks.length - 1]! + 1);
}

/** Position, from 1, of the first relevant row; K + 1 where none stands among the first K. NaN if R is 0. */
export function firstPosition(ranks: Uint32Array, relevantCount: number, k: number): number {
  if (relevantCount === 0) return NaN;
  return ranks.length > 0 && ranks[0]! < k ? ranks[0]! + 1 : k + 1;
}
