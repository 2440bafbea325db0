import { expect, it } from "vitest";

import { normalizedRows } from "./normalizedRows";

it("scales every row to unit length, leaves a zero row zero and its input as it was", () => {
  const matrix = { rows: 3, columns: 2, values: Float32Array.of(3, 4, 0, 0, 0, -2) };
  expect([...normalizedRows(matrix).values]).toEqual([0.6, 0.8, 0, 0, 0, -1].map(Math.fround));
  expect([...matrix.values]).toEqual([3, 4, 0, 0, 0, -2]);
});
