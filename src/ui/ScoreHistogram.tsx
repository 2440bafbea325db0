import "./ScoreHistogram.css";

import { Slider } from "@mantine/core";
import { type ReactNode, useMemo } from "react";

import type { ScoreHistogram as ScoreCounts } from "../core/ranking/thresholdHistogram";
import { formatScore } from "./format";

export interface ScoreHistogramProps {
  readonly histogram: ScoreCounts;
  /** Null: everything is shown. */
  readonly threshold: number | null;
  readonly onThreshold: (threshold: number | null) => void;
}

/** How the scores are spread, and a slider that cuts them. Heights are square roots, so that the few best can be seen. */
export function ScoreHistogram({ histogram, threshold, onThreshold }: ScoreHistogramProps): ReactNode {
  const { counts, lowest: least, highest: most } = histogram;
  const tallest = useMemo(() => Math.sqrt(Math.max(1, ...counts)), [counts]);
  const cut = threshold ?? least;
  const span = most - least || 1;
  const step = span / 500;
  return (
    <div className="score-histogram">
      <svg viewBox={`0 0 ${counts.length} 1`} preserveAspectRatio="none" aria-hidden className="score-histogram-bars">
        {Array.from(counts, (count, bin) => {
          const height = Math.sqrt(count) / tallest;
          const isCut = least + ((bin + 1) / counts.length) * span <= cut;
          return <rect key={bin} x={bin} y={1 - height} width={0.86} height={height} data-cut={isCut || undefined} />;
        })}
      </svg>
      <Slider
        size="xs"
        min={least}
        max={most}
        step={step}
        value={Math.min(Math.max(cut, least), most)}
        onChange={(value) => onThreshold(value <= least + step / 2 ? null : Number(value.toFixed(3)))}
        label={formatScore}
        thumbLabel="Lowest score shown"
        thumbProps={{ "aria-valuetext": threshold === null ? "all scores" : formatScore(threshold) }}
      />
      <div className="score-histogram-ends" aria-hidden>
        <span>{formatScore(least)}</span>
        <span>{formatScore(most)}</span>
      </div>
    </div>
  );
}
