import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { quantizeCoarsely, quantizeQuery, queryErrorShare, queryLevels } from "./quantizedBound";

describe("quantizeQuery", () => {
  it("takes the largest number as the largest code", () => {
    const codes = new Int16Array(3);
    const quantized = quantizeQuery(Float32Array.of(3, -4, 0), codes);
    expect([...codes]).toEqual([24575, -32767, 0]);
    expect(quantized?.norm).toBe(5);
    expect(quantized?.factor).toBe(Math.fround(4 / 32767 / 5));
  });

  it("leaves queries that float32 bounds do not cover to others", () => {
    const codes = new Int16Array(1);
    expect(quantizeQuery(Float32Array.of(0), codes)).toBeNull();
    expect(quantizeQuery(Float32Array.of(2 ** -31), codes)).toBeNull();
    expect(quantizeQuery(Float32Array.of(2 ** 31), codes)).toBeNull();
  });

  it("never lets a sum of products leave 32 bits", () => {
    for (const dimension of [1, 512, 516, 517, 1280, 100_000]) {
      expect(dimension * 127 * queryLevels(dimension)).toBeLessThan(2 ** 31);
    }
  });

  it("stays within the share of error that rows allow for", () => {
    const queries = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(queries, (numbers) => {
        const query = Float32Array.from(numbers);
        const codes = new Int16Array(query.length);
        const quantized = quantizeQuery(query, codes);
        fc.pre(quantized !== null);
        const missed = query.map((value, d) => value / quantized.norm - quantized.factor * codes[d]!);
        expect(Math.hypot(...missed)).toBeLessThanOrEqual(queryErrorShare(query.length));
      }),
      { seed: 7 },
    );
  });
});

describe("quantizeCoarsely", () => {
  it("shifts codes of seven bits into 1 to 127", () => {
    const codes = new Uint8Array(3);
    const coarse = quantizeCoarsely(Float32Array.of(3, -4, 0), 5, codes);
    expect([...codes]).toEqual([64 + 47, 1, 64]);
    expect(coarse.factor).toBe(Math.fround(4 / 63 / 5));
  });

  it("knows how far its codes are off", () => {
    const queries = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(queries, (numbers) => {
        const query = Float32Array.from(numbers);
        const norm = Math.hypot(...query);
        fc.pre(norm > 1e-3);
        const codes = new Uint8Array(query.length);
        const { factor, error } = quantizeCoarsely(query, norm, codes);
        const missed = query.map((value, d) => value / norm - factor * (codes[d]! - 64));
        expect(Math.hypot(...missed)).toBeLessThanOrEqual(error);
      }),
      { seed: 7 },
    );
  });
});
