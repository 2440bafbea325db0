import { expect, it } from "vitest";

import { seededRandom } from "./random";
import { symmetricEigen } from "./symmetricEigen";

it("finds what a person can: [[2, 1], [1, 2]] has 3 and 1", () => {
  const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
  expect([...values].map((value) => Number(value.toFixed(12)))).toEqual([3, 1]);
  expect(Math.abs(vectors[0]! - vectors[1]!)).toBeLessThan(1e-12);
});

it.each([1, 2, 3, 5, 17, 60])(
  "gives unit vectors at right angles that the matrix only stretches, of %i dimensions",
  (size) => {
    const random = seededRandom(size);
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = random.normal();
    }
    const { values, vectors } = symmetricEigen(matrix, size);
    for (let i = 0; i < size; i++) {
      if (i > 0) expect(values[i - 1]).toBeGreaterThanOrEqual(values[i]!);
      for (let j = 0; j < size; j++) {
        let [product, stretched] = [0, 0];
        for (let k = 0; k < size; k++) {
          product += vectors[i * size + k]! * vectors[j * size + k]!;
          stretched += matrix[j * size + k]! * vectors[i * size + k]!;
        }
        expect(product).toBeCloseTo(i === j ? 1 : 0, 10);
        expect(stretched).toBeCloseTo(values[i]! * vectors[i * size + j]!, 9);
      }
    }
  },
);

it("settles on a matrix of one value, of zeros, and of rank one", () => {
  expect([...symmetricEigen([0, 0, 0, 0], 2).values]).toEqual([0, 0]);
  expect([...symmetricEigen([5, 0, 0, 0, 5, 0, 0, 0, 5], 3).values]).toEqual([5, 5, 5]);
  const { values } = symmetricEigen([1, 1, 1, 1, 1, 1, 1, 1, 1], 3);
  [3, 0, 0].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 12));
});
