import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { exactScore } from "../search/exactScore";
import { encodeQuery } from "./queryCodes";
import { encodeRow, rowBoundLength } from "./rowCodes";

const round = Math.fround;

/** The kernel's arithmetic in float32, round to nearest, which is one of the roundings that a GPU may choose. */
function boundScore(query: Float32Array, row: Float32Array) {
  const dimension = query.length;
  const codes = new Int8Array(dimension);
  const high = new Int8Array(dimension);
  const low = new Int8Array(dimension);
  const bounds = new Float32Array(rowBoundLength);
  encodeRow(row, codes, bounds);
  const q = encodeQuery(query, high, low);
  let highSum = 0;
  let lowSum = 0;
  for (let d = 0; d < dimension; d++) {
    highSum += high[d]! * codes[d]!;
    lowSum += low[d]! * codes[d]!;
  }
  const sum = round(round(round(highSum) * q.highScale) + round(round(lowSum) * q.lowScale));
  const estimate = round(sum * bounds[0]!);
  const error = round(round(round(q.residualFactor * bounds[1]!) + round(q.codedFactor * bounds[2]!)) + q.slack);
  const scale = 2 ** q.exponent;
  return { lower: round(estimate - error) * scale, upper: round(estimate + error) * scale };
}

const entry = fc.float({ noNaN: true, noDefaultInfinity: true, min: round(-(2 ** 55)), max: round(2 ** 55) });
const small = fc.float({ noNaN: true, min: -1, max: 1 });
const tiny = fc.float({ noNaN: true, min: round(-(2 ** -120)), max: round(2 ** -120) });
const pair = (value: fc.Arbitrary<number>) =>
  fc.integer({ min: 1, max: 40 }).chain((dimension) => {
    const vector = fc.array(value, { minLength: dimension, maxLength: dimension }).map((v) => Float32Array.from(v));
    return fc.tuple(vector, vector);
  });

describe("score bounds", () => {
  it.each([
    ["moderate", small],
    ["mixed and large", entry],
    ["subnormal", tiny],
  ])("hold the exact score strictly between them for %s entries", (_name, value) => {
    fc.assert(
      fc.property(pair(value), ([query, row]) => {
        const { lower, upper } = boundScore(query, row);
        const score = exactScore(query, row, 0);
        expect(lower).toBeLessThan(score);
        expect(upper).toBeGreaterThan(score);
      }),
      { numRuns: 2000 },
    );
  });

  it("are narrow: about one part in 64 for unit vectors of 512 entries", () => {
    const dimension = 512;
    const unitVector = (phase: number) => {
      const vector = Float32Array.from({ length: dimension }, (_, d) => Math.sin(phase + 1.7 * d * (1 + phase)));
      const norm = Math.hypot(...vector);
      return vector.map((value) => value / norm);
    };
    const { lower, upper } = boundScore(unitVector(0.3), unitVector(0.7));
    expect(upper - lower).toBeLessThan(1 / 64);
  });

  it("are as wide as the slack for a zero vector", () => {
    const { lower, upper } = boundScore(Float32Array.of(1, 0.5, 0), new Float32Array(3));
    expect(upper).toBe(-lower);
    expect(upper).toBeLessThan(2 ** -89);
  });
});
