import { distanceArithmetic } from "./distanceArithmetic";
import type { ItemDecision, ItemMatch, VideoVotes } from "./itemDecision";
import type { ItemBox, NearestBoxes, VideoBox } from "./matchedBoxes";
import type { MatchingRule } from "./matchingRule";

/** Boxes of both sides and which are nearest. */
export interface BoxPairs {
  /** [N] */
  readonly items: readonly ItemBox[];
  /** [M] */
  readonly videos: readonly VideoBox[];
  readonly nearest: NearestBoxes;
}

/**
 * Decides which video shows an item: its nearest boxes vote.
 *
 * @param boxes positions of the item's boxes, one at least
 * @returns a decision that knows nothing of other items: its fate is "matched" wherever a video was chosen
 */
export function decideItem(pairs: BoxPairs, boxes: readonly number[], rule: MatchingRule): ItemDecision {
  const { items, nearest } = pairs;
  const distanceOf = (box: number): number => nearest.squaredDistances[box]!;
  const { itemId } = items[boxes[0]!]!;
  const threshold = distanceArithmetic(rule.precision).quantile(boxes.map(distanceOf), rule.quantile);
  const candidates = boxes.filter((box) => distanceOf(box) < threshold);
  const neededVotes = roundHalfToEven(candidates.length * rule.voteShare);
  const votes = countVotes(pairs, { boxes, candidates, neededVotes }, rule);
  const decided = { itemId, boxes, threshold, candidates, neededVotes, votes };
  const chosen = chooseVideo(votes, rule.amongSeveral);
  if (chosen === null) {
    return { ...decided, match: null, fate: { kind: candidates.length === 0 ? "no-candidates" : "no-majority" } };
  }
  const found = candidates.filter((box) => videoOf(pairs, box).videoId === chosen);
  return { ...decided, match: matchOf(pairs, found, rule), fate: { kind: "matched" } };
}

function countVotes(
  pairs: BoxPairs,
  { boxes, candidates, neededVotes }: Pick<ItemDecision, "boxes" | "candidates" | "neededVotes">,
  { precision }: MatchingRule,
): VideoVotes[] {
  const { mean } = distanceArithmetic(precision);
  const idOf = (box: number): string => videoOf(pairs, box).videoId;
  return [...new Set(candidates.map(idOf))].toSorted(byCharacters).map((videoId) => {
    const votes = candidates.filter((box) => idOf(box) === videoId).length;
    const all = boxes.filter((box) => idOf(box) === videoId).map((box) => pairs.nearest.squaredDistances[box]!);
    return { videoId, votes, isEnough: votes >= neededVotes, meanSquaredDistance: mean(all) };
  });
}

/** Of equally far videos the first by id. */
function chooseVideo(votes: readonly VideoVotes[], amongSeveral: MatchingRule["amongSeveral"]): string | null {
  const sign = amongSeveral === "largest-mean" ? 1 : -1;
  let chosen: VideoVotes | null = null;
  for (const video of votes) {
    if (!video.isEnough) continue;
    const isBetter = chosen === null || sign * video.meanSquaredDistance > sign * chosen.meanSquaredDistance;
    if (isBetter) chosen = video;
  }
  return chosen?.videoId ?? null;
}

/** Of boxes that found one video, in the order of the item's boxes. */
function matchOf(pairs: BoxPairs, found: readonly number[], rule: MatchingRule): ItemMatch {
  const distances = found.map((box) => pairs.nearest.squaredDistances[box]!);
  const nearestFound = found[firstGreatest(distances.map((distance) => -distance))]!;
  const isSurest = rule.shownBoxes === "surest";
  const shown = isSurest ? found[firstGreatest(found.map((box) => pairs.items[box]!.detectionScore))]! : nearestFound;
  const videos = found.map((box) => videoOf(pairs, box));
  const frame = isSurest
    ? videos[firstGreatest(videos.map((video) => video.detectionScore))]!
    : videoOf(pairs, nearestFound);
  const item = pairs.items[shown]!;
  return {
    videoId: frame.videoId,
    itemId: item.itemId,
    frame: frame.frame,
    image: item.image,
    itemBox: item.box,
    frameBox: frame.box,
    squaredDistance:
      rule.itemDistance === "mean" ? distanceArithmetic(rule.precision).mean(distances) : Math.min(...distances),
  };
}

function videoOf({ videos, nearest }: BoxPairs, box: number): VideoBox {
  return videos[nearest.positions[box]!]!;
}

function firstGreatest(values: readonly number[]): number {
  return values.reduce((best, value, at) => (value > values[best]! ? at : best), 0);
}

/** As NumPy sorts names, whatever the language of the machine. */
export function byCharacters(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
