import { expect, it } from "vitest";

import { heatColor } from "./heatColors";

const luminance = (value: number) => {
  const [r, g, b] = heatColor(value).map((level) => (level / 255) ** 2.2);
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};

it("has no color for nothing and for what is no number", () => {
  expect(heatColor(0)).toEqual([255, 255, 255]);
  expect(heatColor(NaN)).toEqual([255, 255, 255]);
});

it("gets darker with each step, alike on both sides, and stays light enough for black lines to be seen on it", () => {
  for (let value = 0.05; value <= 1; value += 0.05) {
    for (const side of [1, -1]) expect(luminance(side * value)).toBeLessThan(luminance(side * (value - 0.05)));
    expect(Math.abs(luminance(value) - luminance(-value))).toBeLessThan(0.06);
  }
  expect(luminance(1)).toBeGreaterThan(0.15);
});

it("is orange for, blue against, and clipped beyond 1", () => {
  const [red, , blue] = heatColor(1);
  expect(red).toBeGreaterThan(blue + 100);
  const [redAgainst, , blueAgainst] = heatColor(-1);
  expect(blueAgainst).toBeGreaterThan(redAgainst + 100);
  expect(heatColor(5)).toEqual(heatColor(1));
});
