/**
 * Which rows of a long grid are drawn, and where.
 *
 * Browsers cap an element's height (Firefox near 17.9 million pixels, Chromium and Safari near 33.5), and 350,000 large
 * tiles in two columns are taller. Above `tallestPixels` the scrolled element is shorter than the rows it stands for:
 * small moves (wheel, keys, touch) move the rows by the same number of pixels, jumps (the scroll bar) go to the same
 * fraction, and both ends meet.
 */
export const tallestPixels = 15_000_000;

/** Where a scrolled element stands, and which pixel of the rows is at the top of its view. */
export interface ScrollPlace {
  readonly scrollTop: number;
  readonly rowsTop: number;
}

/** Heights in pixels: of all rows together, and of what is seen of them. */
export interface ScrollHeights {
  readonly rows: number;
  readonly view: number;
}

export const atTop: ScrollPlace = { scrollTop: 0, rowsTop: 0 };

/** Height of the element that is scrolled. */
export function scrolledHeight({ rows }: ScrollHeights): number {
  return Math.min(rows, tallestPixels);
}

/** The place after the element was scrolled to `scrollTop`. */
export function followScroll(before: ScrollPlace, scrollTop: number, heights: ScrollHeights): ScrollPlace {
  const mostScroll = Math.max(0, scrolledHeight(heights) - heights.view);
  const mostRows = Math.max(0, heights.rows - heights.view);
  if (mostScroll === mostRows) return { scrollTop, rowsTop: scrollTop };
  if (scrollTop <= 0) return atTop;
  if (scrollTop >= mostScroll - 1) return { scrollTop, rowsTop: mostRows };
  const moved = scrollTop - before.scrollTop;
  const rowsTop =
    Math.abs(moved) <= 2 * heights.view ? before.rowsTop + moved : Math.round((scrollTop / mostScroll) * mostRows);
  return { scrollTop, rowsTop: Math.min(Math.max(0, rowsTop), mostRows) };
}

/** The place that shows the pixel `rowsTop` of the rows at the top of the view. */
export function placeAt(rowsTop: number, heights: ScrollHeights): ScrollPlace {
  const mostScroll = Math.max(0, scrolledHeight(heights) - heights.view);
  const mostRows = Math.max(0, heights.rows - heights.view);
  const clipped = Math.min(Math.max(0, rowsTop), mostRows);
  return { scrollTop: mostRows === 0 ? 0 : Math.round((clipped / mostRows) * mostScroll), rowsTop: clipped };
}

/** The smallest move of `place` that brings a row wholly into view. */
export function placeShowing(place: ScrollPlace, row: number, rowPixels: number, heights: ScrollHeights): ScrollPlace {
  const top = row * rowPixels;
  if (top < place.rowsTop) return placeAt(top, heights);
  if (top + rowPixels > place.rowsTop + heights.view) return placeAt(top + rowPixels - heights.view, heights);
  return place;
}

/** First and last (exclusive) row to draw, with `spare` rows beyond each edge. */
export function rowsInView(
  { rowsTop }: ScrollPlace,
  rowPixels: number,
  rowCount: number,
  { viewPixels, spare }: { viewPixels: number; spare: number },
): [number, number] {
  const first = Math.max(0, Math.floor(rowsTop / rowPixels) - spare);
  const last = Math.min(rowCount, Math.ceil((rowsTop + viewPixels) / rowPixels) + spare);
  return [Math.min(first, rowCount), Math.max(last, 0)];
}
