import { expect, it } from "vitest";

import { boxAroundPlace, placeAt, placesInBox } from "./placesInBox";

const grid = { height: 3, width: 4 };
const chosen = (places: readonly boolean[]) => places.flatMap((isIn, place) => (isIn ? [place] : []));

it("takes the places whose middle lies in the box", () => {
  expect(chosen(placesInBox(grid, { left: 0.25, top: 0, right: 0.75, bottom: 0.66 }))).toEqual([1, 2, 5, 6]);
  expect(chosen(placesInBox(grid, { left: -1, top: -1, right: 2, bottom: 2 }))).toHaveLength(12);
});

it("takes the place in the middle of a box that is smaller than one, and the nearest one of a box beside the input", () => {
  expect(chosen(placesInBox(grid, { left: 0.51, top: 0.01, right: 0.52, bottom: 0.02 }))).toEqual([2]);
  expect(chosen(placesInBox(grid, { left: 1.2, top: 1.2, right: 1.3, bottom: 1.3 }))).toEqual([11]);
});

it("finds a place under each point of the box around it, clipped at the edges", () => {
  for (let place = 0; place < 12; place++) {
    const box = boxAroundPlace(grid, place, 0);
    expect(placeAt(grid, { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 })).toBe(place);
    expect(chosen(placesInBox(grid, box))).toEqual([place]);
  }
  expect(boxAroundPlace(grid, 0, 1)).toEqual({ left: 0, top: 0, right: 0.5, bottom: 2 / 3 });
});
