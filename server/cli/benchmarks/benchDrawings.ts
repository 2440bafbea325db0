import { seededRandom } from "../../../src/core/numeric/random";
import { makePng } from "./makePng";

/** A drawing as a patent sheet has them: straight black strokes of two pixels on white. */
export interface DrawingSize {
  readonly width: number;
  readonly height: number;
  /** 1 for scanned sheets, 8 for rendered drawings. */
  readonly bitDepth: 1 | 8;
}

const strokes = 250;

/** The PNG files of drawings that differ, made anew from a seed. */
export function makeDrawings(size: DrawingSize, count: number, seed: number): Uint8Array[] {
  const random = seededRandom(seed);
  const point = () => ({ x: random.uniform() * (size.width - 2), y: random.uniform() * (size.height - 2) });
  return Array.from({ length: count }, () => {
    const gray = new Uint8Array(size.width * size.height).fill(255);
    for (let i = 0; i < strokes; i++) drawStroke(gray, size.width, point(), point());
    return makePng({ ...size, rows: toRows(gray, size) });
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function drawStroke(gray: Uint8Array, width: number, from: Point, to: Point): void {
  const steps = Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)));
  for (let i = 0; i <= steps; i++) {
    const x = Math.floor(from.x + ((to.x - from.x) * i) / Math.max(1, steps));
    const y = Math.floor(from.y + ((to.y - from.y) * i) / Math.max(1, steps));
    gray.fill(0, y * width + x, y * width + x + 2);
    gray.fill(0, (y + 1) * width + x, (y + 1) * width + x + 2);
  }
}

/** A filter byte of 0 and the packed pixels of each row. */
function toRows(gray: Uint8Array, { width, height, bitDepth }: DrawingSize): Uint8Array {
  const stride = Math.ceil((width * bitDepth) / 8) + 1;
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = gray[y * width + x] ?? 0;
      const at = y * stride + 1 + ((x * bitDepth) >> 3);
      if (bitDepth === 8) rows[at] = level;
      else if (level === 255) rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return rows;
}
