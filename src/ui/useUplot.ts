import { useComputedColorScheme } from "@mantine/core";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import uPlot from "uplot";

import { listenToGestures } from "./chartGestures";
import { chartData, chartOptions } from "./chartOptions";
import type { UplotProps } from "./lineChartProps";

/**
 * Keeps a uPlot in an element. It is made anew only where its lines or scales become others; numbers, ranges and sizes are
 * given to the one that is there.
 */
export function useUplot(host: RefObject<HTMLElement | null>, props: UplotProps): void {
  const { drawing, view, width, height, axis, group } = props;
  const isDark = useComputedColorScheme("light") === "dark";
  const latest = useRef(props);
  const chart = useRef<uPlot | null>(null);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const isLaidOut = width > 0;
  const lines = JSON.stringify(drawing.lines.map(({ id, color, isSmoothed }) => [id, color, isSmoothed]));
  useEffect(() => {
    if (host.current === null || !isLaidOut) return undefined;
    const options = chartOptions(() => latest.current, isDark);
    const made = (chart.current = new uPlot(options, chartData(latest.current), host.current));
    const endGestures = listenToGestures(made, () => {
      const { drawing: drawn, view: seen, onRange } = latest.current;
      return { range: drawn.range, isLog: seen.isAxisLog, onRange };
    });
    return () => {
      endGestures();
      made.destroy();
      chart.current = null;
    };
  }, [host, isLaidOut, lines, isDark, axis, group, view.isAxisLog, view.isValueLog]);
  useEffect(() => {
    if (width > 0) chart.current?.setSize({ width, height });
  }, [width, height]);
  useEffect(() => {
    // Each chart in a task of its own: many of them in one would keep the page from answering.
    const timer = setTimeout(() => chart.current?.setData(chartData(latest.current)));
    return () => clearTimeout(timer);
  }, [drawing, props.mark]);
}
