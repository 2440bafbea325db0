import { damagedError } from "./pictureErrors";

/** An SVG has no pixels of its own: it is drawn with its longer side in this range. */
const smallestDrawnSide = 1024;
const largestDrawnSide = 4096;

const pixelsPerUnit: Readonly<Record<string, number>> = {
  "": 1,
  px: 1,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  pt: 96 / 72,
  pc: 16,
  em: 16,
  rem: 16,
};

/** What an SVG's root says of its size. */
export interface SvgRootAttributes {
  readonly width: string | null;
  readonly height: string | null;
  readonly viewBox: string | null;
}

/** The size to draw an SVG at, in pixels. */
export interface SvgSize {
  readonly width: number;
  readonly height: number;
  /** Its own size, in its own units: the view box of a root that has none. */
  readonly own: { readonly width: number; readonly height: number };
  /** Whether neither width and height nor a viewBox say how large it is. */
  readonly isGuessed: boolean;
}

/**
 * Decides the size at which an SVG is drawn: its width and height, else its viewBox, else 300 × 150, which is what
 * browsers take; then scaled until the longer side has 1,024 to 4,096 pixels.
 *
 * @throws StudioError `PictureFormatError` where a side is 0 or negative
 */
export function svgSize(root: SvgRootAttributes, name: string): SvgSize {
  const givenWidth = lengthInPixels(root.width);
  const givenHeight = lengthInPixels(root.height);
  const box = sizeOfViewBox(root.viewBox);
  const shape = box ?? { width: 300, height: 150 };
  const width = givenWidth ?? (givenHeight === null ? shape.width : (givenHeight * shape.width) / shape.height);
  const height = givenHeight ?? (givenWidth === null ? shape.height : (givenWidth * shape.height) / shape.width);
  const longer = Math.max(width, height);
  if (!(Math.min(width, height) > 0) || !Number.isFinite(longer)) {
    throw damagedError(name, "an SVG with a width and height above 0", `${width} × ${height}`);
  }
  const scale = Math.min(largestDrawnSide, Math.max(smallestDrawnSide, longer)) / longer;
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
    own: { width, height },
    isGuessed: givenWidth === null && givenHeight === null && box === null,
  };
}

/** The last two of a viewBox's four numbers; null where it is missing or no box. */
function sizeOfViewBox(viewBox: string | null): { width: number; height: number } | null {
  const numbers = (viewBox ?? "").trim().split(/[\s,]+/);
  const [width, height] = [Number(numbers[2]), Number(numbers[3])];
  return numbers.length === 4 && width > 0 && height > 0 ? { width, height } : null;
}

/** A length with a unit in CSS pixels; null where it is missing, relative (%) or no length. */
function lengthInPixels(text: string | null): number | null {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(text ?? "");
  const unit = match === null ? undefined : pixelsPerUnit[(match[2] ?? "").toLowerCase()];
  return unit === undefined ? null : Number(match?.[1]) * unit;
}
