import { describe, expect, it } from "vitest";

import { type Matrix, rowOf } from "../numeric/matrix";
import { seededRandom } from "../numeric/random";
import { learnWhitening, principalDirections, whiten, whiteningBy } from "./fittedWhitening";

/** Rows whose columns have the standard deviations 4, 2, 1 and hang together. */
function stretched(rows: number, seed: number): Matrix {
  const random = seededRandom(seed);
  const values = new Float32Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const [a, b, c] = [4 * random.normal(), 2 * random.normal(), random.normal()];
    values.set([a + b + 5, a - b, c], row * 3);
  }
  return { rows, columns: 3, values };
}

describe("a fitted whitening", () => {
  it("of power 0.5 projects to directions of one variance, of power 0 to those of the vectors", async () => {
    const rows = stretched(2000, 1);
    const directions = await principalDirections(rows);
    expect(directions.variances[0]! / directions.variances[2]!).toBeGreaterThan(10);
    const { mean, projection } = whiteningBy(directions, { power: 0.5, dimension: null });
    const sums = [0, 0, 0];
    for (let row = 0; row < rows.rows; row++) {
      const vector = rowOf(rows, row);
      for (let i = 0; i < 3; i++) {
        const value = [0, 1, 2].reduce((sum, d) => sum + projection[i * 3 + d]! * (vector[d]! - mean[d]!), 0);
        sums[i]! += value * value;
      }
    }
    for (const sum of sums) expect(sum / rows.rows).toBeCloseTo(1, 6);
  });

  it("gives unit rows of the wanted width", async () => {
    const rows = stretched(50, 2);
    const whitened = whiten(rows, whiteningBy(await principalDirections(rows), { power: 0.25, dimension: 2 }));
    expect(whitened).toMatchObject({ rows: 50, columns: 2 });
    for (let row = 0; row < 50; row++) expect(Math.hypot(...rowOf(whitened, row))).toBeCloseTo(1, 6);
  });

  it("keeps only directions in which vectors differ, and says how many those are", async () => {
    const flat = { rows: 3, columns: 3, values: Float32Array.of(1, 0, 0, 2, 0, 0, 4, 0, 0) };
    const directions = await principalDirections(flat);
    expect(whiteningBy(directions, { power: 0.5, dimension: null }).projection).toHaveLength(3);
    expect(() => whiteningBy(directions, { power: 0.5, dimension: 2 })).toThrow("2 dimensions to keep; found 1");
  });

  it("refuses what nothing can be fitted on", async () => {
    const alike = { rows: 3, columns: 2, values: Float32Array.of(1, 2, 1, 2, 1, 2) };
    await expect(principalDirections(alike)).rejects.toThrow("3 that are all alike");
    await expect(principalDirections({ ...alike, rows: 1 })).rejects.toThrow("two vectors at least; found 1");
    await expect(learnWhitening(alike, { asking: [0], found: [1] })).rejects.toThrow("pairs that differ in 0");
  });
});
