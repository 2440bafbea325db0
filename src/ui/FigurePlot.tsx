import "./FigurePlot.css";

import { type ReactNode, useMemo, useRef, useState } from "react";

import type { Figure } from "../core/figures/figure";
import { type FigureLayout, layOutFigure } from "../core/figures/layOutFigure";
import { formatScore } from "./format";
import { useElementSize } from "./useElementSize";

interface FigurePlotProps {
  readonly figure: Figure;
  readonly height: number;
  /** A place on the x axis that is marked; null for none. */
  readonly mark?: number | null;
  /** Told the place on the x axis that was clicked. */
  readonly onPick?: (x: number) => void;
}

/** A figure of curves or bars; the values under the pointer stand in its legend. */
export function FigurePlot({ figure, height, mark = null, onPick }: FigurePlotProps): ReactNode {
  const host = useRef<HTMLElement>(null);
  const { width } = useElementSize(host);
  const [cursor, setCursor] = useState<number | null>(null);
  const size = { width: Math.max(160, width), height };
  const layout = useMemo(() => layOutFigure(figure, { width: size.width, height }), [figure, size.width, height]);
  const { frame, linePaths, barPaths } = layout;
  const placeOf = (event: { readonly clientX: number; readonly currentTarget: SVGSVGElement }): number =>
    layout.xAt(event.clientX - event.currentTarget.getBoundingClientRect().left);
  const shown = cursor ?? mark;
  const [first, last] = figure.xRange;
  const pixel = shown === null ? null : frame.left + ((frame.right - frame.left) * (shown - first)) / (last - first);
  return (
    <figure className="figure-plot" ref={host}>
      <figcaption>{figure.title}</figcaption>
      <svg
        viewBox={`0 0 ${size.width} ${height}`}
        height={height}
        role="img"
        aria-label={`${figure.title}: ${figure.yLabel} by ${figure.xLabel}`}
        onPointerMove={(event) => setCursor(placeOf(event))}
        onPointerLeave={() => setCursor(null)}
        onClick={(event) => onPick?.(placeOf(event))}
      >
        <FigureAxes layout={layout} xLabel={figure.xLabel} />
        {barPaths.map((path, place) => (
          <path key={place} className="figure-plot-bars" d={path} fill={figure.bars[place]?.color} />
        ))}
        {linePaths.map((path, place) => (
          <path key={place} className="figure-plot-line" d={path} stroke={figure.lines[place]?.color} />
        ))}
        {pixel !== null && pixel >= frame.left && pixel <= frame.right && (
          <path className="figure-plot-cursor" d={`M${pixel} ${frame.top}V${frame.bottom}`} />
        )}
        <rect
          className="figure-plot-frame"
          x={frame.left}
          y={frame.top}
          width={frame.right - frame.left}
          height={frame.bottom - frame.top}
        />
      </svg>
      <FigureLegend figure={figure} shown={shown} />
    </figure>
  );
}

function FigureAxes({ layout, xLabel }: { readonly layout: FigureLayout; readonly xLabel: string }): ReactNode {
  const { frame, xTicks, yTicks } = layout;
  return (
    <>
      {yTicks.map(({ at, text }) => (
        <g key={text}>
          <path className="figure-plot-grid" d={`M${frame.left} ${at}H${frame.right}`} />
          <text x={frame.left - 5} y={at + 4} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {xTicks.map(({ at, text }) => (
        <text key={text} x={at} y={frame.bottom + 14} textAnchor="middle">
          {text}
        </text>
      ))}
      <text x={(frame.left + frame.right) / 2} y={frame.bottom + 29} textAnchor="middle">
        {xLabel}
      </text>
    </>
  );
}

/** What each curve or bar is called, and its value at a place. */
function FigureLegend({ figure, shown }: { readonly figure: Figure; readonly shown: number | null }): ReactNode {
  return (
    <div className="figure-plot-legend">
      {figure.lines.map(({ label, color, x, y }) => (
        <span key={label}>
          <i style={{ background: color }} />
          {label}
          {shown !== null && ` ${formatScore(valueAt(x, y, shown))}`}
        </span>
      ))}
      {figure.bars.map(({ label, color, heights }) => (
        <span key={label}>
          <i style={{ background: color }} />
          {label}
          {shown !== null && ` ${(heights[barAt(figure, heights.length, shown)] ?? 0).toLocaleString("en-US")}`}
        </span>
      ))}
    </div>
  );
}

function valueAt(x: ArrayLike<number>, y: ArrayLike<number>, place: number): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs((x[i] ?? 0) - place) < Math.abs((x[best] ?? 0) - place)) best = i;
  return y[best] ?? NaN;
}

function barAt({ xRange: [first, last] }: Figure, bars: number, place: number): number {
  return Math.min(bars - 1, Math.max(0, Math.floor(((place - first) / (last - first)) * bars)));
}
