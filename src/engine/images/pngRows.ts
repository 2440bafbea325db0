import { damagedError } from "../../core/image/pictureErrors";
import type { PngFile } from "./pngFile";

/** One pass of a PNG: every `stepX`-th column from `startX`, every `stepY`-th row from `startY`. */
export interface PngPass {
  readonly startX: number;
  readonly startY: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
  /** Bytes of one row, without its filter byte. */
  readonly rowBytes: number;
}

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const channelsOf = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** Bits of one pixel as stored. */
export function bitsPerPixel(file: PngFile): number {
  return channelsOf[file.colorType] * file.bitDepth;
}

/** The passes in which a PNG's pixels are stored: one, or Adam7's seven less those that hold no pixel. */
export function pngPasses(file: PngFile): PngPass[] {
  const starts = file.isInterlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  return starts
    .map(([startX, startY, stepX, stepY]) => {
      const width = Math.ceil((file.width - startX) / stepX);
      const height = Math.ceil((file.height - startY) / stepY);
      return { startX, startY, stepX, stepY, width, height, rowBytes: Math.ceil((width * bitsPerPixel(file)) / 8) };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/**
 * Undoes the row filters of one pass in place.
 *
 * @param rows `height` rows of one filter byte and `rowBytes` bytes; the filter bytes stay where they are
 * @param pixelBytes distance to the byte on the left, at least 1
 * @throws StudioError `PictureFormatError` for a filter that does not exist
 * @see PNG specification, third edition, section 9
 */
export function unfilterRows(rows: Uint8Array, pass: PngPass, pixelBytes: number, name: string): void {
  const stride = pass.rowBytes + 1;
  for (let y = 0; y < pass.height; y++) {
    const start = y * stride + 1;
    const filter = rows[start - 1]!;
    if (filter > 4) throw damagedError(name, "row filters from 0 to 4", `filter ${filter} in row ${y}`);
    const first = start + Math.min(pixelBytes, pass.rowBytes);
    const end = start + pass.rowBytes;
    if (filter === 1) for (let i = first; i < end; i++) rows[i] = rows[i]! + rows[i - pixelBytes]!;
    else if (filter === 2 && y > 0) for (let i = start; i < end; i++) rows[i] = rows[i]! + rows[i - stride]!;
    else if (filter === 3) addAverage(rows, { start, end, pixelBytes, above: y > 0 ? stride : 0 });
    else if (filter === 4) addPaeth(rows, { start, end, pixelBytes, above: y > 0 ? stride : 0 });
  }
}

interface RowSpan {
  readonly start: number;
  readonly end: number;
  readonly pixelBytes: number;
  /** Distance to the byte above; 0 in the first row, where everything above counts as 0. */
  readonly above: number;
}

function addAverage(rows: Uint8Array, { start, end, pixelBytes, above }: RowSpan): void {
  for (let i = start; i < end; i++) {
    const left = i - pixelBytes < start ? 0 : rows[i - pixelBytes]!;
    const up = above === 0 ? 0 : rows[i - above]!;
    rows[i] = rows[i]! + ((left + up) >> 1);
  }
}

function addPaeth(rows: Uint8Array, { start, end, pixelBytes, above }: RowSpan): void {
  for (let i = start; i < end; i++) {
    const isFirst = i - pixelBytes < start;
    const left = isFirst ? 0 : rows[i - pixelBytes]!;
    const up = above === 0 ? 0 : rows[i - above]!;
    const corner = isFirst || above === 0 ? 0 : rows[i - above - pixelBytes]!;
    const toLeft = Math.abs(up - corner);
    const toUp = Math.abs(left - corner);
    const toCorner = Math.abs(left + up - 2 * corner);
    rows[i] = rows[i]! + (toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
  }
}
