import "uplot/dist/uPlot.min.css";
import "./LineChart.css";

import { type ReactNode, useDeferredValue, useMemo, useRef, useState } from "react";

import { axisNames, axisText, numberText, type ChartAxis } from "../core/runs/axisText";
import { drawPanel } from "../core/runs/panelDrawing";
import type { ValueRange } from "../core/runs/valueRange";
import { ChartLegend } from "./ChartLegend";
import { chartSummary } from "./chartSummary";
import { chartKeys } from "./chartGestures";
import type { LineChartProps } from "./lineChartProps";
import { useElementSize } from "./useElementSize";
import { useUplot } from "./useUplot";

const manyLines = 24;
/** Of the values' axis and the room beside the last place. */
const axisPixels = 82;

/**
 * Curves of several runs. Behind a smoothed line stands the raw one; where a pixel has more than one point, a band from the
 * least to the greatest of them.
 *
 * Drag zooms, with Shift it moves; Ctrl and the wheel zoom at the cursor; a double click shows all. With the focus: arrow keys
 * move, + and − zoom, 0 shows all.
 */
export function LineChart(props: LineChartProps): ReactNode {
  const { title, lines, revision, axis, height, onRange } = props;
  const host = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(host);
  const [cursor, setCursor] = useState<number | null>(null);
  const view = useDeferredValue(props.view);
  const drawing = useMemo(
    // With many lines, two pixels are as good as one, and half the work.
    () => drawPanel(lines, view, Math.max(2, width - axisPixels) / (lines.length > manyLines ? 2 : 1)),
    // The curves grow in their place: the revision stands for what is in them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [lines, view, width, revision],
  );
  // Of the same curves as the drawing.
  const summary = useMemo(() => chartSummary(title, drawing.lines, axis), [title, drawing, axis]);
  useUplot(host, { ...props, view, drawing, width, onCursor: setCursor });
  const { range } = drawing;
  const mark = props.mark ?? null;
  return (
    <figure className="line-chart" aria-label={title}>
      <figcaption className="line-chart-head">
        <span className="line-chart-title">{title}</span>
        {drawing.values !== null && drawing.values.clipped > 0 && (
          <span className="line-chart-clipped">{clippedText(drawing.values, axis)}</span>
        )}
      </figcaption>
      <div
        ref={host}
        className="line-chart-plot"
        style={{ height }}
        tabIndex={0}
        role="img"
        aria-label={summary}
        onKeyDown={(event) => {
          const next = chartKeys(event.key, range, view.isAxisLog);
          if (next === undefined) return;
          event.preventDefault();
          onRange(next);
        }}
      >
        {drawing.values === null && <p className="line-chart-empty">Nothing was told in this range.</p>}
      </div>
      <ChartLegend lines={lines} axis={axis} place={cursor ?? mark} />
    </figure>
  );
}

function clippedText({ clipped, clippedFrom, clippedTo }: ValueRange, axis: ChartAxis): string {
  const [from, to] = [axisText(axis, clippedFrom ?? NaN), axisText(axis, clippedTo ?? NaN)];
  const where = from === to ? `at ${axisNames[axis]} ${from}` : `from ${axisNames[axis]} ${from} to ${to}`;
  return `${numberText(clipped)} ${clipped === 1 ? "outlier is" : "outliers are"} not shown, ${where}`;
}
