import { describe, expect, it } from "vitest";

import { seededRandom } from "./random";

const draws = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.uniform());
};

describe("seededRandom", () => {
  it("repeats with its seed and differs between seeds", () => {
    expect(draws(7, 50)).toEqual(draws(7, 50));
    expect(draws(7, 50)).not.toEqual(draws(8, 50));
    expect(draws(7, 50)).not.toEqual(draws(7 + 2 ** 32, 50));
  });

  it("fills [0, 1) evenly", () => {
    const counts = new Array<number>(10).fill(0);
    for (const value of draws(1, 20_000)) counts[Math.floor(value * 10)]!++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it("draws every integer below the bound and no other", () => {
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 500 }, () => random.integer(6)));
    expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("draws normals of mean 0 and variance 1", () => {
    const random = seededRandom(5);
    const values = Array.from({ length: 20_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});
