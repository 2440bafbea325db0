import type { FractionBox } from "../image/fractionBox";

/** Size of a feature map in places. */
interface Grid {
  readonly height: number;
  readonly width: number;
}

/**
 * Which places of a feature map a box of the network's input holds: those whose middle lies in it, and always the one in
 * which the box has its own middle.
 *
 * @param box fractions of the input; may reach beyond it
 * @returns [h w]
 */
export function placesInBox({ height, width }: Grid, box: FractionBox): boolean[] {
  const middle = placeAt({ height, width }, { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });
  return Array.from({ length: height * width }, (_, place) => {
    const x = ((place % width) + 0.5) / width;
    const y = (Math.floor(place / width) + 0.5) / height;
    return place === middle || (x >= box.left && x < box.right && y >= box.top && y < box.bottom);
  });
}

/** The place under a point of the input, given in fractions; the nearest one for a point beside it. */
export function placeAt({ height, width }: Grid, { x, y }: { readonly x: number; readonly y: number }): number {
  const column = Math.min(width - 1, Math.max(0, Math.floor(x * width)));
  const row = Math.min(height - 1, Math.max(0, Math.floor(y * height)));
  return row * width + column;
}

/** The box of the input, in fractions, around a place and its neighbors up to `reach` away; clipped to the input. */
export function boxAroundPlace({ height, width }: Grid, place: number, reach: number): FractionBox {
  const column = place % width;
  const row = Math.floor(place / width);
  return {
    left: Math.max(0, column - reach) / width,
    top: Math.max(0, row - reach) / height,
    right: Math.min(width, column + 1 + reach) / width,
    bottom: Math.min(height, row + 1 + reach) / height,
  };
}
