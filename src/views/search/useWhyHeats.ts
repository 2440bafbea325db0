import { useMemo } from "react";

import { boxWithin, type FractionBox } from "../../core/image/fractionBox";
import type { WhyMatched } from "../../state/whyStore";
import { drawFrame, type Heat } from "../../ui/drawHeat";

/** The place under the pointer. */
export interface HoveredPlace {
  readonly side: "query" | "hit";
  readonly place: number;
}

interface SideHeat {
  readonly picture: HTMLCanvasElement;
  readonly heat: Heat;
  /** What of the turned picture is shown, in fractions of it. */
  readonly frame: FractionBox;
}

export interface WhyHeats {
  readonly query: SideHeat;
  readonly hit: SideHeat;
  /** The value that has the full color. */
  readonly limit: number;
}

/** Answers below this part of the strongest pair of places have no full color. */
const faintest = 4;

const whole: FractionBox = { left: 0, top: 0, right: 1, bottom: 1 };

/** Both pictures and the maps over them: what each place gives to the score, or how it answers the place under the pointer. */
export function useWhyHeats(why: WhyMatched, hovered: HoveredPlace | null, isTight: boolean): WhyHeats {
  const { match, view, hitEdit } = why;
  const frames = useMemo(
    () => ({
      query: isTight ? match.query.seen.part : whole,
      hit: isTight ? match.hit.seen.part : whole,
    }),
    [match, isTight],
  );
  const queryPicture = useMemo(() => drawFrame(why.query.preview, view.edit, frames.query), [why, view, frames]);
  const hitPicture = useMemo(() => drawFrame(why.hit.preview, hitEdit, frames.hit), [why, hitEdit, frames]);
  const values = useMemo(() => valuesOf(why, hovered), [why, hovered]);
  const queryHeat = useMemo(() => heatOf(match.query, frames.query, values.query), [match, frames, values]);
  const hitHeat = useMemo(() => heatOf(match.hit, frames.hit, values.hit), [match, frames, values]);
  return {
    query: { picture: queryPicture, heat: queryHeat, frame: frames.query },
    hit: { picture: hitPicture, heat: hitHeat, frame: frames.hit },
    limit: hovered?.side === "hit" ? queryHeat.limit : hitHeat.limit,
  };
}

interface SideValues {
  readonly values: Float32Array;
  readonly limit: number;
}

function valuesOf({ match }: WhyMatched, hovered: HoveredPlace | null): Record<"query" | "hit", SideValues> {
  const { query, hit, pairs } = match;
  // One scale for both pictures, so that their colors can be compared.
  const limit = Math.max(greatest(query.scores), greatest(hit.scores));
  const plain = { query: { values: query.scores, limit }, hit: { values: hit.scores, limit } };
  if (hovered === null) return plain;
  // A place that gives next to nothing must not be shown at full strength.
  const least = greatest(pairs) / faintest;
  const count = hit.scores.length;
  if (hovered.side === "query") {
    const answers = pairs.subarray(hovered.place * count, (hovered.place + 1) * count);
    return { ...plain, hit: { values: answers, limit: Math.max(least, greatest(answers)) } };
  }
  const answers = query.scores.map((_, place) => pairs[place * count + hovered.place] ?? 0);
  return { ...plain, query: { values: answers, limit: Math.max(least, greatest(answers)) } };
}

function heatOf(
  { height, width, seen }: WhyMatched["match"]["query"],
  frame: FractionBox,
  { values, limit }: SideValues,
): Heat {
  return { height, width, values, limit, place: boxWithin(seen.input, frame), seen: boxWithin(seen.part, frame) };
}

function greatest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
