import type { Ranking } from "./ranking";

/**
 * Merges rankings of disjoint rows into one.
 *
 * The top K of a whole is among the top K of its parts, so shards can be searched apart.
 *
 * @param parts rankings without a common row
 * @param topK how many rows to keep, clipped to what there is
 */
export function mergeRankings(parts: readonly Ranking[], topK: number): Ranking {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined && first.rows.length <= topK) return first;
  const kept = Math.min(
    topK,
    parts.reduce((sum, part) => sum + part.rows.length, 0),
  );
  const rows = new Uint32Array(kept);
  const scores = new Float32Array(kept);
  const heads = parts.map(() => 0);
  for (let rank = 0; rank < kept; rank++) {
    const from = partWithBestHead(parts, heads);
    const head = heads[from]!++;
    rows[rank] = parts[from]!.rows[head]!;
    scores[rank] = parts[from]!.scores[head]!;
  }
  return { rows, scores };
}

function partWithBestHead(parts: readonly Ranking[], heads: readonly number[]): number {
  let best = -1;
  let bestScore = 0;
  let bestRow = 0;
  for (let p = 0; p < parts.length; p++) {
    const part = parts[p]!;
    const head = heads[p]!;
    if (head >= part.rows.length) continue;
    const score = part.scores[head]!;
    const row = part.rows[head]!;
    if (best < 0 || score > bestScore || (score === bestScore && row < bestRow)) {
      best = p;
      bestScore = score;
      bestRow = row;
    }
  }
  return best;
}
