import type uPlot from "uplot";

import { type AxisRange, panRange, zoomRange } from "../core/runs/axisRange";

/** What a key does to the range: a new one, null for all, undefined for nothing. */
export function chartKeys(key: string, range: AxisRange, isLog: boolean): AxisRange | null | undefined {
  const middle = isLog ? Math.sqrt(range[0] * range[1]) : (range[0] + range[1]) / 2;
  switch (key) {
    case "ArrowLeft":
      return panRange(range, -0.1, isLog);
    case "ArrowRight":
      return panRange(range, 0.1, isLog);
    case "+":
    case "=":
      return zoomRange(range, 0.7, middle, isLog);
    case "-":
    case "−":
      return zoomRange(range, 1 / 0.7, middle, isLog);
    case "0":
      return null;
    default:
      return undefined;
  }
}

/** What gestures need to know of a chart now. */
export interface ChartNow {
  readonly range: AxisRange;
  readonly isLog: boolean;
  readonly onRange: (range: AxisRange | null) => void;
}

/** Moves a chart with Shift or the middle button, and zooms it with Ctrl and the wheel. Returns what ends that. */
export function listenToGestures(chart: uPlot, now: () => ChartNow): () => void {
  const { over } = chart;
  const onPress = (event: PointerEvent) => {
    if (!isPanning(event)) return;
    event.preventDefault();
    over.setPointerCapture(event.pointerId);
    const { range, isLog, onRange } = now();
    const { clientX } = event;
    const onMove = (moved: PointerEvent) =>
      onRange(panRange(range, (clientX - moved.clientX) / Math.max(1, over.clientWidth), isLog));
    const onEnd = () => {
      over.removeEventListener("pointermove", onMove);
      over.removeEventListener("pointerup", onEnd);
      over.removeEventListener("pointercancel", onEnd);
    };
    over.addEventListener("pointermove", onMove);
    over.addEventListener("pointerup", onEnd);
    over.addEventListener("pointercancel", onEnd);
  };
  const onWheel = (event: WheelEvent) => {
    // The wheel alone scrolls the page; a pinch comes as a wheel with Ctrl.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { range, isLog, onRange } = now();
    const at = chart.posToVal(event.clientX - over.getBoundingClientRect().left, "x");
    onRange(zoomRange(range, Math.exp(Math.max(-1, Math.min(1, event.deltaY * 0.004))), at, isLog));
  };
  over.addEventListener("pointerdown", onPress);
  over.addEventListener("wheel", onWheel, { passive: false });
  return () => {
    over.removeEventListener("pointerdown", onPress);
    over.removeEventListener("wheel", onWheel);
  };
}

/** Whether a press moves the chart; any other one draws a range to zoom to. */
export function isPanning(event: { readonly shiftKey: boolean; readonly button: number }): boolean {
  return event.shiftKey || event.button === 1;
}
