import { figureTicks } from "../runs/figureTicks";
import type { Figure, FigureBars, FigureLine, FigureSize } from "./figure";

/** A label on an axis, in pixels. */
export interface FigureTick {
  readonly at: number;
  readonly text: string;
}

/** Where everything of a figure stands, in pixels from its left upper corner. */
export interface FigureLayout {
  readonly frame: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly xTicks: readonly FigureTick[];
  readonly yTicks: readonly FigureTick[];
  /** Paths of SVG, by line. */
  readonly linePaths: readonly string[];
  /** Filled paths of SVG, by bars. */
  readonly barPaths: readonly string[];
  /** The place on the x axis that a pixel stands for. */
  readonly xAt: (pixel: number) => number;
}

const margin = { left: 46, top: 10, right: 12, bottom: 36 };

/** Lays a figure out. */
export function layOutFigure({ xRange, yRange, lines, bars }: Figure, { width, height }: FigureSize): FigureLayout {
  const frame = { left: margin.left, top: margin.top, right: width - margin.right, bottom: height - margin.bottom };
  const xOf = scale(xRange, [frame.left, frame.right]);
  const yOf = scale(yRange, [frame.bottom, frame.top]);
  return {
    frame,
    xTicks: figureTicks(xRange, false, 5).map((value) => ({ at: xOf(value), text: tickText(value) })),
    yTicks: figureTicks(yRange, false, 5).map((value) => ({ at: yOf(value), text: tickText(value) })),
    linePaths: lines.map((line) => linePath(line, xOf, yOf)),
    barPaths: bars.map((each, place) => barPath(each, { place, of: bars.length, frame, yOf, floor: yRange[0] })),
    xAt: scale([frame.left, frame.right], xRange),
  };
}

function scale(from: readonly [number, number], to: readonly [number, number]): (value: number) => number {
  return (value) => to[0] + ((to[1] - to[0]) * (value - from[0])) / (from[1] - from[0] || 1);
}

/** Large numbers short: 12 k. */
function tickText(value: number): string {
  return Math.abs(value) >= 10_000 ? `${value / 1000} k` : String(value);
}

type Scale = (value: number) => number;

function linePath({ x, y }: FigureLine, xOf: Scale, yOf: Scale): string {
  let path = "";
  let isDown = false;
  for (let i = 0; i < x.length; i++) {
    const value = y[i] ?? NaN;
    if (Number.isNaN(value)) {
      isDown = false;
      continue;
    }
    path += `${isDown ? "L" : "M"}${fixed(xOf(x[i] ?? 0))} ${fixed(yOf(value))}`;
    isDown = true;
  }
  return path;
}

interface BarPlace {
  /** Which of several bars that stand beside each other. */
  readonly place: number;
  readonly of: number;
  readonly frame: FigureLayout["frame"];
  readonly yOf: Scale;
  readonly floor: number;
}

function barPath({ heights }: FigureBars, { place, of, frame, yOf, floor }: BarPlace): string {
  const step = (frame.right - frame.left) / heights.length;
  const width = (step * 0.9) / of;
  const parts: string[] = [];
  for (let bar = 0; bar < heights.length; bar++) {
    const height = heights[bar] ?? 0;
    if (height <= floor) continue;
    const left = frame.left + bar * step + step * 0.05 + place * width;
    parts.push(
      `M${fixed(left)} ${fixed(yOf(floor))}V${fixed(yOf(height))}H${fixed(left + width)}V${fixed(yOf(floor))}Z`,
    );
  }
  return parts.join("");
}

function fixed(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}
