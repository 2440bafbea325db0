import { describe, expect, it } from "vitest";

import { type Matrix, rowOf } from "../numeric/matrix";
import { normalizedRows } from "../numeric/normalizedRows";
import { seededRandom } from "../numeric/random";
import { dot } from "../numeric/vectors";
import { findNeighborsPlainly } from "./neighbors";
import { subtractNegatives } from "./subtractNegatives";

const tools = { findNeighbors: findNeighborsPlainly };

function randomUnits(seed: number, rows: number, columns: number): Matrix {
  const random = seededRandom(seed);
  return normalizedRows({
    rows,
    columns,
    values: Float32Array.from({ length: rows * columns }, () => random.normal()),
  });
}

interface Options {
  readonly k: number;
  readonly beta: number;
  readonly times: number;
}

function movedByDefinition(vector: Float32Array, negatives: Matrix, { k, beta, times }: Options): number[] {
  let current = [...vector];
  for (let round = 0; round < times; round++) {
    const similarity = (row: number): number => dot(Float32Array.from(current), rowOf(negatives, row));
    const nearest = [...Array(negatives.rows).keys()].sort((a, b) => similarity(b) - similarity(a)).slice(0, k);
    const moved = current.map(
      (value, i) => value - (beta * nearest.reduce((sum, row) => sum + rowOf(negatives, row)[i]!, 0)) / nearest.length,
    );
    current = moved.map((value) => value / Math.hypot(...moved));
  }
  return current;
}

describe("subtractNegatives", () => {
  const east: Matrix = { rows: 1, columns: 2, values: Float32Array.of(1, 0) };

  it("moves a vector away from its nearest negative, back to unit length", async () => {
    const negatives: Matrix = { rows: 2, columns: 2, values: Float32Array.of(0.6, 0.8, -1, 0) };
    const moved = await subtractNegatives(east, negatives, { k: 1, beta: 0.5, times: 1 }, tools);
    expect(moved.values[0]).toBeCloseTo(0.7 / Math.hypot(0.7, 0.4), 6);
    expect(moved.values[1]).toBeCloseTo(-0.4 / Math.hypot(0.7, 0.4), 6);
  });

  it("equals its definition for many sizes, shares and rounds", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const [vectors, negatives] = [randomUnits(seed, 4, 6), randomUnits(seed + 100, 1 + (seed % 9), 6)];
      const options = { k: 1 + (seed % 5), beta: 0.1 * (seed % 6), times: 1 + (seed % 3) };
      const moved = await subtractNegatives(vectors, negatives, options, tools);
      for (let row = 0; row < vectors.rows; row++) {
        const expected = movedByDefinition(rowOf(vectors, row), negatives, options);
        expected.forEach((value, i) => expect(rowOf(moved, row)[i]).toBeCloseTo(value, 4));
      }
    }
  });

  it("never brings a vector nearer to the mean that was taken away", async () => {
    const [vectors, negatives] = [randomUnits(1, 20, 6), randomUnits(2, 30, 6)];
    const { values } = await subtractNegatives(vectors, negatives, { k: 30, beta: 0.35, times: 1 }, tools);
    const mean = Float32Array.from({ length: 6 }, (_, i) =>
      negatives.values.filter((_value, at) => at % 6 === i).reduce((sum, value) => sum + value / 30, 0),
    );
    for (let row = 0; row < vectors.rows; row++) {
      const moved = values.subarray(row * 6, (row + 1) * 6);
      expect(dot(moved, mean)).toBeLessThanOrEqual(dot(rowOf(vectors, row), mean) + 1e-6);
    }
  });

  it("makes a vector zero that is taken away whole, not NaN", async () => {
    expect([...(await subtractNegatives(east, east, { k: 5, beta: 1, times: 1 }, tools)).values]).toEqual([0, 0]);
  });

  it("leaves vectors as they are without negatives or rounds", async () => {
    const none: Matrix = { rows: 0, columns: 2, values: new Float32Array() };
    expect(await subtractNegatives(east, none, { k: 5, beta: 1, times: 2 }, tools)).toBe(east);
    expect(await subtractNegatives(east, east, { k: 5, beta: 1, times: 0 }, tools)).toBe(east);
  });

  it("refuses negatives of other length and a share that is no number", async () => {
    const negatives = randomUnits(1, 3, 5);
    await expect(subtractNegatives(east, negatives, { k: 1, beta: 1, times: 1 }, tools)).rejects.toMatchObject({
      name: "DimensionMismatchError",
    });
    await expect(subtractNegatives(east, east, { k: 1, beta: NaN, times: 1 }, tools)).rejects.toMatchObject({
      name: "RankRecipeError",
    });
  });
});
