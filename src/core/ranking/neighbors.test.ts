import { expect, it } from "vitest";

import { findNeighborsPlainly } from "./neighbors";

it("finds the best rows of each query, ties by the lower row", async () => {
  const queries = { rows: 2, columns: 2, values: Float32Array.of(1, 0, 0, 1) };
  const rows = { rows: 3, columns: 2, values: Float32Array.of(0, 1, 1, 0, 1, 0) };
  const found = await findNeighborsPlainly(queries, rows, 2);
  expect([...found.rows]).toEqual([1, 2, 0, 1]);
  expect([...found.scores]).toEqual([1, 1, 1, 0]);
});

it("gives no more rows than there are", async () => {
  const one = { rows: 1, columns: 1, values: Float32Array.of(2) };
  expect(await findNeighborsPlainly(one, one, 9)).toMatchObject({ count: 1, queries: 1 });
});
