import { describe, expect, it } from "vitest";

import { cosineDistances, squaredDistances } from "./distances";
import { type Matrix, rowOf } from "./matrix";
import { seededRandom } from "./random";

function randomMatrix(seed: number, rows: number, columns: number): Matrix {
  const random = seededRandom(seed);
  return { rows, columns, values: Float32Array.from({ length: rows * columns }, () => random.normal()) };
}

/** Both distances of two vectors as they are defined. */
function byDefinition(x: Float32Array, y: Float32Array): { readonly squared: number; readonly cosine: number } {
  const sum = (term: (at: number) => number): number => [...x.keys()].reduce((total, at) => total + term(at), 0);
  const length = (vector: Float32Array): number => Math.hypot(...vector);
  const squared = sum((at) => (x[at]! - y[at]!) ** 2);
  return { squared, cosine: 1 - sum((at) => x[at]! * y[at]!) / (length(x) * length(y)) };
}

describe("distances between rows", () => {
  it("are 25 and 0.4 where they are by hand", () => {
    const a = { rows: 1, columns: 2, values: Float32Array.of(3, 4) };
    const b = { rows: 2, columns: 2, values: Float32Array.of(0, 0, 2, 0) };
    expect([...squaredDistances(a, b).values]).toEqual([25, 17]);
    expect(cosineDistances(a, b).values[0]).toBe(1);
    expect(cosineDistances(a, b).values[1]).toBeCloseTo(0.4, 6);
  });

  it("equal their definitions", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const [a, b] = [randomMatrix(seed, 1 + (seed % 4), seed), randomMatrix(seed + 100, 3, seed)];
      const [squared, cosine] = [squaredDistances(a, b), cosineDistances(a, b)];
      for (let at = 0; at < squared.values.length; at++) {
        const expected = byDefinition(rowOf(a, Math.floor(at / b.rows)), rowOf(b, at % b.rows));
        expect(squared.values[at]).toBeCloseTo(expected.squared, 4);
        expect(cosine.values[at]).toBeCloseTo(expected.cosine, 5);
      }
    }
  });

  it("are 0 between a row and itself, never a little below", () => {
    const a = randomMatrix(7, 20, 33);
    const squared = squaredDistances(a, a);
    for (let row = 0; row < a.rows; row++) expect(squared.values[row * a.rows + row]).toBe(0);
    expect(squared.values.every((distance) => distance >= 0)).toBe(true);
  });

  it("refuse rows of different width", () => {
    expect(() => squaredDistances(randomMatrix(1, 1, 2), randomMatrix(1, 1, 3))).toThrow(/2 and of 3/);
  });
});
