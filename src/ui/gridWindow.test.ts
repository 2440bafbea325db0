import { describe, expect, it } from "vitest";

import { atTop, followScroll, placeAt, placeShowing, rowsInView, scrolledHeight, tallestPixels } from "./gridWindow";

const short = { rows: 10_000, view: 500 };
const tall = { rows: 40_000_000, view: 800 };

describe("the window over a long grid", () => {
  it("follows the scroll bar pixel by pixel while the rows fit an element", () => {
    expect(followScroll(atTop, 4_321, short)).toEqual({ scrollTop: 4_321, rowsTop: 4_321 });
    expect(scrolledHeight(short)).toBe(10_000);
  });

  it("keeps the element below what browsers allow", () => {
    expect(scrolledHeight(tall)).toBe(tallestPixels);
  });

  it("moves rows by a wheel's own pixels in a grid taller than any element", () => {
    const middle = placeAt(20_000_000, tall);
    expect(followScroll(middle, middle.scrollTop + 100, tall).rowsTop).toBe(20_000_100);
  });

  it("jumps to the same fraction, and both ends meet", () => {
    const most = tallestPixels - tall.view;
    expect(followScroll(atTop, Math.round(most / 2), tall).rowsTop).toBeCloseTo((tall.rows - tall.view) / 2, -2);
    expect(followScroll(atTop, most, tall).rowsTop).toBe(tall.rows - tall.view);
    expect(followScroll(placeAt(900, tall), 0, tall)).toEqual(atTop);
  });

  it("moves only as far as a row needs to be seen", () => {
    const place = placeAt(1_000, short);
    expect(placeShowing(place, 10, 100, short)).toBe(place);
    expect(placeShowing(place, 5, 100, short).rowsTop).toBe(500);
    expect(placeShowing(place, 20, 100, short).rowsTop).toBe(1_600);
  });

  it("draws the rows in view and some to spare, never beyond the ends", () => {
    expect(rowsInView(atTop, 100, 8, { viewPixels: 450, spare: 2 })).toEqual([0, 7]);
    expect(rowsInView(placeAt(9_500, short), 100, 100, { viewPixels: 500, spare: 2 })).toEqual([93, 100]);
    expect(rowsInView(atTop, 100, 0, { viewPixels: 500, spare: 2 })).toEqual([0, 0]);
  });
});
