import type { Figure } from "../core/figures/figure";
import { type JudgedQuery, judgedList } from "../core/metrics/judgedQueries";
import { averagePrecisionHistogram, cmcCurve, precisionRecallCurve, recallLevels } from "../core/metrics/rankCurves";
import { type Evaluation, evaluationTitle } from "./evaluateStore";

/** Told apart by people who cannot tell all colors, on white and on black. */
const colors = ["#2f7ed8", "#d9730d"] as const;
const cmcRanks = 50;
const histogramBins = 20;

/** Precision and recall, CMC, and the histogram of average precisions, of one evaluation or two: A, then B. */
export function evaluationFigures(evaluations: readonly Evaluation[]): Figure[] {
  const judged = evaluations.map((evaluation, place) => ({
    label:
      evaluations.length > 1 ? `${"AB"[place] ?? ""}: ${evaluationTitle(evaluation)}` : evaluationTitle(evaluation),
    color: colors[place] ?? "gray",
    queries: judgedList(evaluation.queries),
  }));
  const unit = { xRange: [0, 1], yRange: [0, 1] } as const;
  const levels = Float64Array.from({ length: recallLevels }, (_, level) => level / (recallLevels - 1));
  const ranks = Float64Array.from({ length: cmcRanks }, (_, rank) => rank + 1);
  const histograms = judged.map(({ queries }) => averagePrecisionHistogram(queries, histogramBins));
  const linesOf = (x: Float64Array, yOf: (queries: readonly JudgedQuery[]) => Float64Array) =>
    judged.map(({ label, color, queries }) => ({ label, color, x, y: yOf(queries) }));
  return [
    {
      title: "Precision and recall",
      xLabel: "recall",
      yLabel: "mean interpolated precision",
      ...unit,
      lines: linesOf(levels, precisionRecallCurve),
      bars: [],
    },
    {
      title: "CMC",
      xLabel: "rank",
      yLabel: "share of queries with a match",
      xRange: [1, cmcRanks],
      yRange: [0, 1],
      lines: linesOf(ranks, (queries) => cmcCurve(queries, cmcRanks)),
      bars: [],
    },
    {
      title: "Average precision of queries",
      xLabel: "average precision",
      yLabel: "queries",
      xRange: [0, 1],
      yRange: [0, Math.max(1, ...histograms.flatMap((counts) => [...counts]))],
      lines: [],
      bars: judged.map(({ label, color }, place) => ({ label, color, heights: histograms[place] ?? [] })),
    },
  ];
}
