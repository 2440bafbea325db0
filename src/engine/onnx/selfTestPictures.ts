import type { Pixels } from "../../core/image/pixels";

const side = 256;

/** A mark on the paper at (x, y), both in [-1, 1]. */
type IsInk = (x: number, y: number) => boolean;

const stroke = 0.02;
const isNear = (distance: number) => Math.abs(distance) < stroke;

const drawings: readonly IsInk[] = [
  (x, y) => isNear(x - y) || isNear(x + y),
  (x, y) => isNear(Math.hypot(x, y) - 0.7) || isNear(Math.hypot(x, y) - 0.3),
  (x, y) => isNear(Math.max(Math.abs(x), Math.abs(y)) - 0.6),
  (x, y) => Math.hypot(x - 0.2, y + 0.1) < 0.5,
  (x, y) => isNear(y - 0.4 * Math.sin(9 * x)),
  (x, y) => Math.abs(x) < 0.8 && isNear(((y + 1) % 0.2) - 0.1),
  (x, y) => (Math.floor((x + 1) * 6) + Math.floor((y + 1) * 6)) % 2 === 0 && Math.hypot(x, y) < 0.9,
  // Like text: short upright strokes of uneven height on a few lines.
  (x, y) => {
    const line = Math.floor((y + 1) * 5);
    const letter = Math.floor((x + 1) * 24);
    return (
      Math.abs(x) < 0.85 &&
      (letter * 7 + line * 3) % 4 !== 0 &&
      ((y + 1) * 5) % 1 < 0.3 + 0.1 * (letter % 4) &&
      ((x + 1) * 24) % 1 < 0.4
    );
  },
];

/** Eight drawings made by code, on which two engines are compared: lines, circles, boxes, a blot, waves, text. */
export function selfTestPictures(): Pixels[] {
  return drawings.map((isInk) => {
    const data = new Uint8Array(side * side);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        data[row * side + column] = isInk((2 * column) / side - 1, (2 * row) / side - 1) ? 0 : 255;
      }
    }
    return { width: side, height: side, channels: 1, data };
  });
}
