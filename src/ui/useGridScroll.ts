import { type RefObject, type UIEvent, useLayoutEffect, useState } from "react";

import {
  atTop,
  followScroll,
  placeAt,
  placeShowing,
  rowsInView,
  type ScrollHeights,
  type ScrollPlace,
} from "./gridWindow";

export interface GridLayout {
  readonly columns: number;
  readonly rowPixels: number;
  readonly rowCount: number;
  readonly heights: ScrollHeights;
}

export interface GridScroll {
  /** First row to draw, and the one after the last. */
  readonly drawn: readonly [number, number];
  /** Where the pixel 0 of all rows lies in the scrolled element; above 0 only in a grid taller than an element may be. */
  readonly offset: number;
  readonly onScroll: (event: UIEvent<HTMLElement>) => void;
  /** Scrolls as little as needed to see a row. */
  readonly reveal: (row: number) => void;
}

// Enough that a wheel's step shows no gap before the next frame.
const spareRows = 2;

/** How many rows are drawn at most at once. */
export function heldRows({ heights, rowPixels }: GridLayout): number {
  return Math.ceil(heights.view / rowPixels) + 1 + 2 * spareRows;
}

/** The scrolled place of a grid. When tiles change their size, the tile at the top stays at the top. */
export function useGridScroll(element: RefObject<HTMLElement | null>, layout: GridLayout): GridScroll {
  const { columns, rowPixels, heights } = layout;
  // `isAsked`: the place is ours, and the element has yet to be scrolled there.
  const [{ place, isAsked }, setScroll] = useState({ place: atTop, isAsked: false });
  const [laidOut, setLaidOut] = useState(layout);
  if (laidOut.columns !== columns || laidOut.rowPixels !== rowPixels) {
    const topTile = Math.floor(place.rowsTop / laidOut.rowPixels) * laidOut.columns;
    setLaidOut(layout);
    setScroll({ place: placeAt(Math.floor(topTile / columns) * rowPixels, heights), isAsked: true });
  }
  useLayoutEffect(() => {
    // Only then: touching the element's scroll after new tiles were drawn makes the browser lay them out at once.
    if (isAsked) element.current?.scrollTo({ top: place.scrollTop });
  }, [element, place, isAsked]);

  return {
    drawn: drawnRows(place, layout),
    offset: place.scrollTop - place.rowsTop,
    onScroll: (event) => {
      const { scrollTop } = event.currentTarget;
      // While the same rows are drawn at the same places the browser scrolls alone.
      setScroll((before) => {
        const next = followScroll(before.place, scrollTop, heights);
        return isDrawnAlike(before.place, next, layout) ? before : { place: next, isAsked: false };
      });
    },
    reveal: (row) => {
      const scrollTop = element.current?.scrollTop ?? 0;
      setScroll((before) => {
        const now = followScroll(before.place, scrollTop, heights);
        const next = placeShowing(now, row, rowPixels, heights);
        return { place: next, isAsked: next !== now };
      });
    },
  };
}

function drawnRows(place: ScrollPlace, { rowPixels, rowCount, heights }: GridLayout): [number, number] {
  return rowsInView(place, rowPixels, rowCount, { viewPixels: heights.view, spare: spareRows });
}

function isDrawnAlike(before: ScrollPlace, next: ScrollPlace, layout: GridLayout): boolean {
  const [first, last] = drawnRows(before, layout);
  const [nextFirst, nextLast] = drawnRows(next, layout);
  const isMoved = next.scrollTop - next.rowsTop !== before.scrollTop - before.rowsTop;
  return first === nextFirst && last === nextLast && !isMoved;
}
