import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { addScaled, dot, normalized, normalizeInPlace } from "./vectors";

const vectors = fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, min: -1e6, max: 1e6 });

describe("dot", () => {
  it("sums products", () => {
    expect(dot(Float32Array.of(1, 2, 3), Float32Array.of(4, -5, 6))).toBe(12);
  });

  it("does not lose small terms beside large ones as float32 would", () => {
    expect(dot(Float32Array.of(2 ** 12, 1, -(2 ** 12)), Float32Array.of(2 ** 12, 1, 2 ** 12))).toBe(1);
  });
});

describe("normalized", () => {
  it("keeps the direction and makes the length 1", () => {
    expect([...normalized(Float32Array.of(3, 0, 4))]).toEqual([Math.fround(0.6), 0, Math.fround(0.8)]);
  });

  it("keeps a zero vector zero", () => {
    expect([...normalized(Float32Array.of(0, 0))]).toEqual([0, 0]);
  });

  it("forgets the scale of any vector that is not tiny", () => {
    fc.assert(
      fc.property(vectors, fc.constantFrom(0.5, 4, 1024), (vector, scale) => {
        fc.pre(dot(vector, vector) > 1);
        const scaled = normalized(vector.map((value) => value * scale));
        normalized(vector).forEach((value, i) => expect(Math.abs(value - scaled[i]!)).toBeLessThan(1e-6));
        expect(Math.abs(dot(scaled, scaled) - 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it("leaves its argument alone, normalizeInPlace does not", () => {
    const vector = Float32Array.of(0, 2);
    normalized(vector);
    expect([...vector]).toEqual([0, 2]);
    expect(normalizeInPlace(vector)).toBe(vector);
    expect([...vector]).toEqual([0, 1]);
  });
});

describe("addScaled", () => {
  it("adds a multiple to running sums", () => {
    const sums = Float64Array.of(1, 2);
    addScaled(sums, Float32Array.of(10, -10), 0.5);
    expect([...sums]).toEqual([6, -3]);
  });
});
