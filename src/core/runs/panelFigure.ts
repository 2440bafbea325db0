import { axisNames, axisText, numberText } from "./axisText";
import type { CurveAxis } from "./curveTable";
import { figureTicks } from "./figureTicks";
import { drawPanel, type PanelDrawing, type PanelLine, type PanelView } from "./panelDrawing";
import type { ThinnedCurve } from "./thinCurve";
import { paddedRange } from "./valueRange";

/** A panel as it is written into a figure. */
export interface FigurePanel {
  readonly title: string;
  readonly lines: readonly PanelLine[];
}

const panel = { width: 460, height: 280, left: 62, right: 434, top: 36, bottom: 238 };
const legendLine = 18;

/**
 * Panels as one SVG, two beside each other, on white, with a legend of the runs: what the page shows, for a paper.
 *
 * Every spike is in it (curves are thinned to the extremes of each pixel), and what is clipped is counted under the title.
 */
export function panelFigure(panels: readonly FigurePanel[], axis: CurveAxis, view: PanelView): string {
  const columns = Math.min(2, Math.max(1, panels.length));
  const rows = Math.ceil(panels.length / columns);
  const runs = new Map(panels.flatMap(({ lines }) => lines.map((line) => [line.id, line] as const)));
  const [width, height] = [columns * panel.width, rows * panel.height + (runs.size + 1) * legendLine];
  const drawn = panels.map((one, place) => {
    const [x, y] = [(place % columns) * panel.width, Math.floor(place / columns) * panel.height];
    return `<g transform="translate(${x} ${y})">${panelParts(one, axis, view).join("")}</g>`;
  });
  const legend = [...runs.values()].map(({ color, label }, place) => {
    const y = rows * panel.height + (place + 0.7) * legendLine;
    return `<rect x="16" y="${fixed(y - 6)}" width="18" height="4" fill="${color}"/>${textAt(42, y, label)}`;
  });
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = 'font-family="Helvetica, Arial, sans-serif" font-size="12"';
  return [`${head} ${font}>`, `<rect width="${width}" height="${height}" fill="#fff"/>`, ...drawn, ...legend, "</svg>"].join("\n"); // prettier-ignore
}

function panelParts({ title, lines }: FigurePanel, axis: CurveAxis, view: PanelView): string[] {
  const drawing = drawPanel(lines, view, panel.right - panel.left);
  const { values } = drawing;
  const middle = (panel.left + panel.right) / 2;
  const frame = `<rect x="${panel.left}" y="${panel.top}" width="${panel.right - panel.left}" height="${panel.bottom - panel.top}" fill="none" stroke="#999"/>`;
  const parts = [
    textAt(panel.left, 18, title, 'font-weight="bold"'),
    frame,
    textAt(middle, 274, axisNames[axis], 'text-anchor="middle"'),
  ];
  if (values === null) return parts;
  if (values.clipped > 0) {
    parts.push(textAt(panel.left, 32, `${values.clipped} outliers lie outside`, 'font-size="10" fill="#a33"'));
  }
  const plot = plotOf(drawing, view, paddedRange(values, view.isValueLog));
  return [...parts, ...tickParts(plot, axis, view), ...drawing.lines.flatMap((line) => lineParts(line, plot))];
}

interface Plot {
  readonly range: readonly [number, number];
  readonly values: readonly [number, number];
  readonly centers: Float64Array;
  readonly xOf: (place: number) => number;
  readonly yOf: (value: number) => number;
}

function plotOf({ range, columns }: PanelDrawing, view: PanelView, values: readonly [number, number]): Plot {
  const xOf = scale(range, [panel.left, panel.right], view.isAxisLog);
  const yOf = scale(values, [panel.bottom, panel.top], view.isValueLog);
  return { range, values, centers: columns.centers, xOf, yOf };
}

function scale(from: readonly [number, number], to: readonly [number, number], isLog: boolean) {
  const [first, last] = isLog ? [Math.log(from[0]), Math.log(from[1])] : from;
  return (value: number) => to[0] + ((to[1] - to[0]) * ((isLog ? Math.log(value) : value) - first)) / (last - first);
}

function tickParts({ range, values, xOf, yOf }: Plot, axis: CurveAxis, view: PanelView): string[] {
  const below = figureTicks(range, view.isAxisLog, 5).map((place) =>
    textAt(xOf(place), panel.bottom + 16, axisText(axis, place), 'text-anchor="middle" fill="#444"'),
  );
  const beside = figureTicks(values, view.isValueLog, 5).flatMap((value) => [
    `<path d="M${panel.left} ${fixed(yOf(value))}H${panel.right}" stroke="#ddd"/>`,
    textAt(panel.left - 6, yOf(value) + 4, numberText(value), 'text-anchor="end" fill="#444"'),
  ]);
  return [...below, ...beside];
}

function lineParts({ thinned, color, isSmoothed }: PanelDrawing["lines"][number], plot: Plot): string[] {
  const pale = isSmoothed ? ' stroke-opacity=".4"' : "";
  return [
    thinned.isThinned
      ? `<path d="${barsPath(thinned, plot)}" stroke="${color}" stroke-opacity=".25" fill="none"/>`
      : "",
    `<path d="${linePath(thinned.raw, plot)}" stroke="${color}"${pale} fill="none"/>`,
    isSmoothed
      ? `<path d="${linePath(thinned.smoothed, plot)}" stroke="${color}" stroke-width="1.8" fill="none"/>`
      : "",
  ];
}

function linePath(numbers: readonly (number | null)[], { values, centers, xOf, yOf }: Plot): string {
  const points = numbers.flatMap((value, column) =>
    value === null || value < values[0] || value > values[1]
      ? []
      : [`${fixed(xOf(centers[column] ?? 0))} ${fixed(yOf(value))}`],
  );
  return points.length === 0 ? "" : `M${points.join("L")}`;
}

/** A stroke from the least to the greatest point of each pixel, cut at the frame. */
function barsPath({ least, most }: ThinnedCurve, { values, centers, xOf, yOf }: Plot): string {
  const bars = least.flatMap((low, column) => {
    const high = most[column] ?? null;
    if (low === null || high === null || high < values[0] || low > values[1]) return [];
    const [from, to] = [Math.max(low, values[0]), Math.min(high, values[1])];
    return [`M${fixed(xOf(centers[column] ?? 0))} ${fixed(yOf(from))}V${fixed(yOf(to))}`];
  });
  return bars.join("");
}

function textAt(x: number, y: number, text: string, attributes = ""): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${attributes}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function fixed(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}
