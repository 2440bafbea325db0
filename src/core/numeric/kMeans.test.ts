import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { assign, kMeans } from "./kMeans";
import type { Matrix } from "./matrix";
import { seededRandom } from "./random";

const matrix = (columns: number, ...values: number[]): Matrix => ({
  rows: values.length / columns,
  columns,
  values: Float32Array.from(values),
});

describe("kMeans", () => {
  it("finds groups that stand apart, whatever the seed", () => {
    const points = matrix(1, 0, 0.1, 0.2, 10, 10.1, 10.2, 20, 20.1, 20.2);
    for (let seed = 0; seed < 20; seed++) {
      const { centroids, error } = kMeans(points, { centroids: 3, rounds: 20, random: seededRandom(seed) });
      expect([...centroids].sort((a, b) => a - b).map((value) => Number(value.toFixed(3)))).toEqual([0.1, 10.1, 20.1]);
      expect(error).toBeCloseTo(0.02 / 3, 4);
    }
  });

  it("repeats with its seed", () => {
    const points = matrix(2, ...Array.from({ length: 200 }, (_, at) => Math.sin(at * at)));
    const run = () => kMeans(points, { centroids: 7, rounds: 10, random: seededRandom(3) });
    expect(run()).toEqual(run());
  });

  it("gives every point its own centroid where there are as many of each", () => {
    const points = matrix(2, 0, 0, 1, 0, 0, 1, 5, 5);
    expect(kMeans(points, { centroids: 4, rounds: 5, random: seededRandom(1) }).error).toBe(0);
  });

  it("repeats centroids where points are alike", () => {
    const points = matrix(1, 2, 2, 2, 2);
    const { centroids, error } = kMeans(points, { centroids: 3, rounds: 5, random: seededRandom(1) });
    expect([...centroids]).toEqual([2, 2, 2]);
    expect(error).toBe(0);
  });

  it("refuses more centroids than points", () => {
    expect(() => kMeans(matrix(1, 1), { centroids: 2, rounds: 1, random: seededRandom(1) })).toThrow("2 centroids");
  });

  it("never gets worse with more rounds, and no point has a nearer centroid than its own", () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 12, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 5 }), (numbers, centroids) => {
        const points = matrix(2, ...numbers.slice(0, numbers.length - (numbers.length % 2)));
        const errorAfter = (rounds: number) => kMeans(points, { centroids, rounds, random: seededRandom(7) }).error;
        expect(errorAfter(2)).toBeLessThanOrEqual(errorAfter(1) + 1e-4);
        expect(errorAfter(9)).toBeLessThanOrEqual(errorAfter(2) + 1e-4);
        const found = kMeans(points, { centroids, rounds: 9, random: seededRandom(7) }).centroids;
        const nearest = new Uint8Array(points.rows);
        const distances = new Float64Array(points.rows);
        assign(points, found, nearest, distances);
        for (let row = 0; row < points.rows; row++) {
          const all = Array.from({ length: centroids }, (_, k) =>
            [0, 1].reduce((sum, d) => sum + (points.values[row * 2 + d]! - found[k * 2 + d]!) ** 2, 0),
          );
          expect(distances[row]).toBe(Math.min(...all));
          expect(nearest[row]).toBe(all.indexOf(Math.min(...all)));
        }
      }),
      { seed: 7 },
    );
  });
});
