import type { Figure } from "../figures/figure";
import type { PairHistogram } from "./pairHistogram";
import { countTruths, pairCurve, type PredictedPair, type Predictions } from "./predictions";

/** What a threshold makes of predictions. */
export interface ThresholdOutcome {
  /** Pairs that score at least the threshold. */
  readonly taken: number;
  /** NaN where none is taken. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Takes all pairs that score at least the threshold. */
export function thresholdOutcome(predictions: Predictions, threshold: number): ThresholdOutcome {
  const { scores, isMatch, truths } = predictions;
  const total = countTruths(truths);
  let taken = 0;
  let right = 0;
  while (taken < scores.length && scores[taken]! >= threshold) right += isMatch[taken++]!;
  return { taken, precision: right / taken, recall: right / total, f1: (2 * right) / (taken + total) };
}

/**
 * The predictions next to a place in their order.
 *
 * @param at how many stand before the place
 * @param count how many are wanted; below 0 those before the place
 * @returns the nearest first
 */
export function borderPairs(predictions: Predictions, at: number, count: number): PredictedPair[] {
  const pairs: PredictedPair[] = [];
  const step = count < 0 ? -1 : 1;
  for (let place = count < 0 ? at - 1 : at; pairs.length < Math.abs(count); place += step) {
    const query = predictions.queries[place];
    if (query === undefined) break;
    pairs.push({
      query,
      rank: predictions.ranks[place]!,
      score: predictions.scores[place]!,
      isMatch: predictions.isMatch[place] === 1,
    });
  }
  return pairs;
}

const matchColor = "#1f9d73";
const otherColor = "#c2541f";

/** Scores of matching pairs beside those of all others, each as shares of its kind. */
export function densityFigure({ low, high, matches, others }: PairHistogram): Figure {
  const sharesOf = (counts: Float64Array): Float64Array => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => (total === 0 ? 0 : count / total));
  };
  const width = (high - low) / matches.length;
  const x = Float64Array.from(matches, (_, bin) => low + (bin + 0.5) * width);
  const [right, wrong] = [sharesOf(matches), sharesOf(others)];
  return {
    title: "Scores of all pairs",
    xLabel: "score",
    yLabel: "share of the pairs of a kind",
    xRange: [low, high > low ? high : low + 1],
    yRange: [0, Math.max(1e-6, ...right, ...wrong)],
    lines: [
      { label: "matching", color: matchColor, x, y: right },
      { label: "not matching", color: otherColor, x, y: wrong },
    ],
    bars: [],
  };
}

/** At most as many points as a plot has pixels. */
const mostPoints = 1000;

/** Precision by recall over the pairs of all queries together, by falling threshold. */
export function pairFigure(predictions: Predictions): Figure {
  const points = pairCurve(predictions);
  const step = Math.max(1, Math.floor(points.length / mostPoints));
  const shown = points.filter((_, place) => place % step === 0 || place === points.length - 1);
  return {
    title: "Precision and recall of pairs",
    xLabel: "recall",
    yLabel: "precision",
    xRange: [0, 1],
    yRange: [0, 1],
    lines: [
      {
        label: "all queries, one threshold",
        color: matchColor,
        x: shown.map(({ recall }) => recall),
        y: shown.map(({ precision }) => precision),
      },
    ],
    bars: [],
  };
}
