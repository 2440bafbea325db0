import type { ReactNode } from "react";

import { axisNames, axisText, numberText, type ChartAxis } from "../core/runs/axisText";
import { type PanelLine, pointAt } from "../core/runs/panelDrawing";

export interface ChartLegendProps {
  readonly lines: readonly PanelLine[];
  readonly axis: ChartAxis;
  /** Where the cursor is; null shows each curve's last point. */
  readonly place: number | null;
}

/** More would push the charts apart; the table names all runs. */
const mostShown = 6;

/** What each run had where the cursor is, and where its point really is. */
export function ChartLegend({ lines, axis, place }: ChartLegendProps): ReactNode {
  const shown = lines.slice(0, mostShown);
  return (
    <ul className="chart-legend">
      {shown.map(({ id, label, color, curve, isSmoothed }) => {
        const point = pointAt(curve, place ?? Infinity);
        return (
          <li key={id}>
            <i style={{ background: color }} />
            <span className="chart-legend-name" title={label}>
              {label}
            </span>
            {point !== null && (
              <span className="chart-legend-value" title={`at ${axisNames[axis]} ${axisText(axis, point.place)}`}>
                {numberText(point.value)}
                {isSmoothed && <small> ({numberText(point.smoothed)})</small>}
                <small> @ {axisText(axis, point.place)}</small>
              </span>
            )}
          </li>
        );
      })}
      {lines.length > mostShown && <li className="chart-legend-rest">and {lines.length - mostShown} more runs</li>}
    </ul>
  );
}
