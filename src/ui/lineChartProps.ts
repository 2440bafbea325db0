import type { AxisRange } from "../core/runs/axisRange";
import type { ChartAxis } from "../core/runs/axisText";
import type { PanelDrawing, PanelLine, PanelView } from "../core/runs/panelDrawing";

export interface LineChartProps {
  readonly title: string;
  readonly lines: readonly PanelLine[];
  /** Changes whenever a line's curve grew in its place. */
  readonly revision: number;
  readonly axis: ChartAxis;
  readonly view: PanelView;
  readonly height: number;
  /** Charts of one group share their cursor. */
  readonly group: string;
  /** Null: all of the axis. */
  readonly onRange: (range: AxisRange | null) => void;
  /** A place on the axis that is marked; null for none. */
  readonly mark?: number | null;
}

/** A chart as it is drawn. */
export interface UplotProps extends LineChartProps {
  readonly drawing: PanelDrawing;
  readonly width: number;
  /** Where the cursor is on the axis, in any chart of the group; null where it is in none. */
  readonly onCursor: (place: number | null) => void;
}
