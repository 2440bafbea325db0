/** A line of a figure. */
export interface FigureLine {
  readonly label: string;
  /** Any color of CSS. */
  readonly color: string;
  /** [P] ascending. */
  readonly x: ArrayLike<number>;
  /** [P] NaN where the line has a gap. */
  readonly y: ArrayLike<number>;
}

/** Bars of equal width between the ends of a figure's x axis. */
export interface FigureBars {
  readonly label: string;
  readonly color: string;
  /** [B] heights. */
  readonly heights: ArrayLike<number>;
}

/** Curves or bars on two linear axes, as they are shown on the page and written into reports. */
export interface Figure {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly lines: readonly FigureLine[];
  readonly bars: readonly FigureBars[];
}

/** Size of a figure in pixels. */
export interface FigureSize {
  readonly width: number;
  readonly height: number;
}
