import { expect, it } from "vitest";

import { median } from "./median";

it("takes the middle value, whatever the order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([7])).toBe(7);
});

it("takes the mean of the two in the middle", () => {
  expect(median([4, 1, 3, 100])).toBe(3.5);
});

it("has no middle of nothing", () => {
  expect(median([])).toBeNaN();
});
