import type { WhyMatched } from "../../state/whyStore";
import { formatScore } from "../../ui/format";
import type { HoveredPlace } from "./useWhyHeats";

/** What the colors show, in a sentence, with the numbers that they add up to. */
export function whyWords(
  { score, query, hit, leftOut, pairs }: WhyMatched["match"],
  hovered: HoveredPlace | null,
): string {
  if (hovered !== null) {
    const [own, other] = hovered.side === "query" ? ["query", "hit"] : ["hit", "query"];
    const side = hovered.side === "query" ? query : hit;
    const shared = sumOfPairs(pairs, hovered, hit.scores.length);
    const given = formatScore(side.scores[hovered.place] ?? 0);
    return `This place of the ${own} gives ${given} of the score. On the ${other}: what answers it, ${formatScore(shared)} in all.`;
  }
  const rest = Math.max(Math.abs(query.rest), Math.abs(hit.rest));
  return (
    `What each place gives to the score of these two pictures, ${formatScore(score)}: orange for the match, blue against it. ` +
    `At most ${formatScore(rest)} comes from no place.${leftOutWords[leftOut]}`
  );
}

const leftOutWords = {
  nothing: "",
  views: " This checkpoint sums several views of a picture; the upright one is shown.",
  head: " Of pooled features alone: what this network does behind its pooling cannot be taken apart.",
} as const;

function sumOfPairs(pairs: Float32Array, { side, place }: HoveredPlace, hitPlaces: number): number {
  if (side === "query") return pairs.subarray(place * hitPlaces, (place + 1) * hitPlaces).reduce((a, b) => a + b, 0);
  let sum = 0;
  for (let at = place; at < pairs.length; at += hitPlaces) sum += pairs[at] ?? 0;
  return sum;
}
