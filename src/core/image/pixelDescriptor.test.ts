import { expect, it } from "vitest";

import { dot } from "../numeric/vectors";
import { pixelDescriptor } from "./pixelDescriptor";
import type { Pixels } from "./pixels";

const square: Pixels = { width: 80, height: 50, channels: 1, data: new Uint8Array(4000).fill(255) };
for (let y = 10; y < 30; y++) square.data.fill(0, y * 80 + 20, y * 80 + (y % 3 === 0 ? 40 : 22));

it("is a unit vector without a mean", () => {
  const descriptor = pixelDescriptor(square);
  expect(descriptor).toHaveLength(64 * 64);
  expect(dot(descriptor, descriptor)).toBeCloseTo(1, 5);
  expect(descriptor.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 3);
});

it("forgets contrast: a fainter drawing is the same", () => {
  const faint = { ...square, data: square.data.map((level) => 255 - Math.round((255 - level) * 0.8)) };
  expect(dot(pixelDescriptor(square), pixelDescriptor(faint))).toBeGreaterThan(0.999);
});

it("is zero for empty paper", () => {
  const paper = { ...square, data: new Uint8Array(4000).fill(255) };
  expect(pixelDescriptor(paper).every((value) => value === 0)).toBe(true);
});
