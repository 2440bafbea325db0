import { expect, it } from "vitest";

import { pickRows, rowOf, stackRows, zeroMatrix } from "./matrix";

const matrix = { rows: 2, columns: 2, values: Float32Array.of(1, 2, 3, 4) };

it("picks rows in the order they are named, twice where they are named twice", () => {
  expect([...pickRows(matrix, [1, 0, 1]).values]).toEqual([3, 4, 1, 2, 3, 4]);
});

it("stacks rows of one width", () => {
  expect([...stackRows(matrix, matrix).values]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  expect(() => stackRows(matrix, zeroMatrix(1, 3))).toThrow("rows of 2 and of 3");
});

it("shows a row in place", () => {
  const zeros = zeroMatrix(2, 2);
  rowOf(zeros, 1)[0] = 5;
  expect([...zeros.values]).toEqual([0, 0, 5, 0]);
});
