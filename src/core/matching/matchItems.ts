import { type BoxPairs, byCharacters, decideItem } from "./decideItem";
import type { ItemDecision, ItemFate, ItemMatch } from "./itemDecision";
import type { MatchingRule } from "./matchingRule";

/** Which items videos show. */
export interface Matching {
  /** By item id. */
  readonly decisions: readonly ItemDecision[];
  /** The nearest item of every video that any item chose, by video id; also those that are too far. */
  readonly nearestItems: readonly ItemMatch[];
  /** Those that are near enough. */
  readonly matches: readonly ItemMatch[];
}

/**
 * Matches items with videos: every item chooses a video by its boxes' votes, every video keeps its nearest item, and what
 * is too far is dropped.
 *
 * @param pairs boxes of both sides with the nearest video box of each item box
 * @returns for each item how it was decided, and what became of it
 * @see jihang-zhang/Tianchi-Taobao-clothes-retrieval, metric_sub/src_infer/run.py:get_score
 */
export function matchItems(pairs: BoxPairs, rule: MatchingRule): Matching {
  const decided = [...boxesByItem(pairs).entries()]
    .toSorted(([a], [b]) => byCharacters(a, b))
    .map(([, boxes]) => decideItem(pairs, boxes, rule));
  const best = new Map<string, ItemMatch>();
  for (const { match } of decided) {
    if (match === null) continue;
    const other = best.get(match.videoId);
    if (other === undefined || match.squaredDistance < other.squaredDistance) best.set(match.videoId, match);
  }
  const nearestItems = [...best.values()].toSorted((a, b) => byCharacters(a.videoId, b.videoId));
  const isNear = (match: ItemMatch): boolean => match.squaredDistance < rule.maxSquaredDistance;
  const fateOf = (decision: ItemDecision): ItemFate => {
    const { match } = decision;
    if (match === null) return decision.fate;
    const winner = best.get(match.videoId)!;
    if (winner !== match) return { kind: "beaten", by: winner.itemId };
    return { kind: isNear(match) ? "matched" : "too-far" };
  };
  return {
    decisions: decided.map((decision) => ({ ...decision, fate: fateOf(decision) })),
    nearestItems,
    matches: nearestItems.filter(isNear),
  };
}

function boxesByItem({ items }: BoxPairs): Map<string, number[]> {
  const boxes = new Map<string, number[]>();
  for (const [at, { itemId }] of items.entries()) {
    const known = boxes.get(itemId);
    if (known === undefined) boxes.set(itemId, [at]);
    else known.push(at);
  }
  return boxes;
}
