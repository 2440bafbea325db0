import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { compareOutcomes, signTest } from "./compareOutcomes";

describe("compareOutcomes", () => {
  it("counts wins, losses and ties over the queries that both have a value for", () => {
    const compared = compareOutcomes(Float64Array.of(0.5, 0.2, 1, NaN, 0.4), Float64Array.of(0.7, 0.1, 1, 0.3, NaN));
    expect(compared).toMatchObject({ count: 3, wins: 1, losses: 1, ties: 1 });
    expect(compared.meanDifference).toBeCloseTo(0.1 / 3, 12);
  });

  it("equals the exact randomization test over all signs", () => {
    const differences = [0.3, -0.1, 0.25, 0.4, 0.05, -0.2, 0.15, 0.35];
    const observed = differences.reduce((sum, value) => sum + value, 0);
    let asLarge = 0;
    for (let signs = 0; signs < 256; signs++) {
      const sum = differences.reduce((total, value, at) => total + ((signs >> at) & 1 ? value : -value), 0);
      if (Math.abs(sum) >= observed - 1e-12) asLarge++;
    }
    const { pValue } = compareOutcomes(new Float64Array(8), Float64Array.from(differences));
    expect(pValue).toBeCloseTo(asLarge / 256, 1.9); // 10,000 rounds: a standard deviation of 0.003
  });

  it("is symmetric, and finds nothing between a system and itself", () => {
    const random = seededRandom(4);
    const first = Float64Array.from({ length: 50 }, () => random.uniform());
    const second = first.map((value) => Math.min(1, value + (random.uniform() - 0.4) / 10));
    const [forth, back] = [compareOutcomes(first, second), compareOutcomes(second, first)];
    expect(back.meanDifference).toBeCloseTo(-forth.meanDifference, 12);
    expect([back.wins, back.losses]).toEqual([forth.losses, forth.wins]);
    expect(back.pValue).toBe(forth.pValue);
    expect(compareOutcomes(first, first)).toMatchObject({ ties: 50, meanDifference: 0, pValue: 1, signPValue: 1 });
  });
});

describe("signTest", () => {
  it("gives the exact chance of a split as uneven", () => {
    expect(signTest(5, 0)).toBeCloseTo(2 / 32, 12);
    expect(signTest(1, 4)).toBeCloseTo((2 * (1 + 5)) / 32, 12);
    expect(signTest(3, 3)).toBe(1);
    expect(signTest(6000, 5000)).toBeLessThan(1e-15);
  });
});
