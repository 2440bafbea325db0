import { axisNames, axisText, numberText, type ChartAxis } from "../core/runs/axisText";
import { isLessBetter } from "../core/runs/bestValue";
import type { PanelLine } from "../core/runs/panelDrawing";

/** How many runs a summary names. */
const mostNamed = 5;

/** A chart in words, for those who do not see it: of each run the last value and the extreme that its name calls best. */
export function chartSummary(title: string, lines: readonly PanelLine[], axis: ChartAxis): string {
  const told = lines.slice(0, mostNamed).map((line) => lineSummary(title, line, axis));
  const rest = lines.length > mostNamed ? [`and ${lines.length - mostNamed} more runs`] : [];
  const all = [...told, ...rest];
  return `${title} over ${axisNames[axis]}: ${all.length === 0 ? "no curves" : all.join("; ")}`;
}

function lineSummary(title: string, { label, curve }: PanelLine, axis: ChartAxis): string {
  const { least, most } = curve.extremes.of(curve.values, 0, curve.values.length);
  const extreme = isLessBetter(title) ? `least ${numberText(least)}` : `most ${numberText(most)}`;
  let last = curve.values.length - 1;
  while (last > 0 && !Number.isFinite(curve.values[last])) last--;
  return `${label} ${numberText(curve.values[last] ?? NaN)} at ${axisText(axis, curve.places[last] ?? NaN)}, ${extreme}`;
}
