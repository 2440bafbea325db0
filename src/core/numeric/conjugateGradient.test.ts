import { expect, it } from "vitest";

import { seededRandom } from "./random";
import { solveByConjugateGradient } from "./conjugateGradient";

const limits = { iterations: 100, tolerance: 1e-12 };

it("solves two equations", () => {
  // 4x + y = 1, x + 3y = 2
  const solution = solveByConjugateGradient(
    (x, into) => into.set([4 * x[0]! + x[1]!, x[0]! + 3 * x[1]!]),
    Float64Array.of(1, 2),
    limits,
  );
  expect(solution[0]).toBeCloseTo(1 / 11, 12);
  expect(solution[1]).toBeCloseTo(7 / 11, 12);
});

it("finds a vector whose product is the right side", () => {
  const random = seededRandom(5);
  const n = 12;
  const half = Array.from({ length: n }, () => Array.from({ length: n }, () => random.normal()));
  const multiply = (x: Float64Array, into: Float64Array): void => {
    const inner = half.map((row) => row.reduce((sum, value, i) => sum + value * x[i]!, 0));
    for (let i = 0; i < n; i++) into[i] = x[i]! + half.reduce((sum, row, j) => sum + row[i]! * inner[j]!, 0);
  };
  const right = Float64Array.from({ length: n }, () => random.normal());
  const product = new Float64Array(n);
  multiply(solveByConjugateGradient(multiply, right, limits), product);
  product.forEach((value, i) => expect(value).toBeCloseTo(right[i]!, 8));
});

it("gives zero for zero", () => {
  expect([...solveByConjugateGradient((x, into) => into.set(x), new Float64Array(3), limits)]).toEqual([0, 0, 0]);
});
