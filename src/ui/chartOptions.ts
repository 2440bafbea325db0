import type uPlot from "uplot";

import { axisText, numberText, type ChartAxis } from "../core/runs/axisText";
import { paddedRange } from "../core/runs/valueRange";
import { isPanning } from "./chartGestures";
import type { UplotProps } from "./lineChartProps";

/** Up to so many points a line, each is marked: validations are few. */
const mostMarked = 40;

/** What a chart is made of. Everything that changes later is asked of `latest`. */
export function chartOptions(latest: () => UplotProps, isDark: boolean): uPlot.Options {
  const { drawing, view, width, height, axis, group } = latest();
  const log = { distr: 3, log: 10 } as const;
  return {
    width,
    height,
    legend: { show: false },
    scales: {
      x: { time: false, ...(view.isAxisLog && log), range: () => [...latest().drawing.range] },
      y: { ...(view.isValueLog && log), range: () => valuesShown(latest()) },
    },
    axes: [
      { ...axisOptions(isDark, (place) => axisText(axis, place)), space: axisSpace(axis), size: 30 },
      { ...axisOptions(isDark, numberText), space: 30, size: 62 },
    ],
    series: [{}, ...drawing.lines.flatMap(seriesOf)],
    bands: drawing.lines.map(({ color }, line) => ({ series: [4 * line + 1, 4 * line + 2], fill: `${color}38` })),
    cursor: {
      sync: { key: group },
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
      bind: {
        // A press that moves the chart must not draw a range too.
        mousedown: (_chart, _target, handler) => (event) => {
          if (!isPanning(event)) handler(event);
          return null;
        },
        dblclick: () => () => {
          latest().onRange(null);
          return null;
        },
      },
    },
    hooks: {
      setSelect: [(chart) => zoomToSelection(chart, latest())],
      setCursor: [
        (chart) => {
          const { left = -1 } = chart.cursor;
          latest().onCursor(left < 0 ? null : chart.posToVal(left, "x"));
        },
      ],
      draw: [(chart) => drawMark(chart, latest().mark ?? null, isDark)],
    },
  };
}

/** The numbers of a chart: the places, then of each line the greatest, the least, the raw and the smoothed values. */
export function chartData({ drawing, view }: UplotProps): uPlot.AlignedData {
  const shown = (values: readonly (number | null)[]) =>
    view.isValueLog ? values.map((value) => (value !== null && value > 0 ? value : null)) : [...values];
  return [
    [...drawing.columns.centers],
    ...drawing.lines.flatMap(({ thinned, isSmoothed }) => [
      thinned.isThinned ? shown(thinned.most) : [],
      thinned.isThinned ? shown(thinned.least) : [],
      shown(thinned.raw),
      isSmoothed ? shown(thinned.smoothed) : [],
    ]),
  ];
}

function valuesShown({ drawing, view }: UplotProps): [number, number] {
  if (drawing.values === null) return view.isValueLog ? [1, 10] : [0, 1];
  const [least, most] = paddedRange(drawing.values, view.isValueLog);
  return [least, most];
}

function seriesOf({ color, isSmoothed }: UplotProps["drawing"]["lines"][number]): uPlot.Series[] {
  const border: uPlot.Series = { stroke: "transparent", width: 0, spanGaps: true, points: { show: false } };
  const points: uPlot.Series.Points = {
    size: 5,
    fill: color,
    show: (chart, series) => {
      const values = Array.from<number | null | undefined>(chart.data[series] ?? []);
      const told = values.filter((value) => typeof value === "number").length;
      return told > 0 && told <= mostMarked;
    },
  };
  const raw: uPlot.Series = {
    stroke: isSmoothed ? `${color}59` : color,
    width: isSmoothed ? 1 : 1.5,
    spanGaps: true,
    points: isSmoothed ? { show: false } : points,
  };
  return [border, border, raw, { stroke: color, width: 2, spanGaps: true, points: { show: false } }];
}

function axisOptions(isDark: boolean, text: (value: number) => string): uPlot.Axis {
  const line = isDark ? "#2c303a" : "#e3e6ec";
  return {
    stroke: isDark ? "#a3abba" : "#5c6475",
    font: "11px system-ui, sans-serif",
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
    // On logarithmic axes uPlot passes null for ticks that get no text.
    values: (_chart, splits: readonly (number | null)[]) => splits.map((value) => (value === null ? "" : text(value))),
  };
}

function axisSpace(axis: ChartAxis): number {
  return axis === "time" ? 110 : 64;
}

function zoomToSelection(chart: uPlot, { onRange }: UplotProps): void {
  const { left, width } = chart.select;
  if (width < 4) return;
  const [first, last] = [chart.posToVal(left, "x"), chart.posToVal(left + width, "x")];
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (last > first) onRange([first, last]);
}

function drawMark(chart: uPlot, place: number | null, isDark: boolean): void {
  if (place === null) return;
  const { ctx, bbox } = chart;
  const x = Math.round(chart.valToPos(place, "x", true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = isDark ? "#f1f3f5" : "#212529";
  ctx.setLineDash([4, 4]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
