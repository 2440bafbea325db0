import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import { dot } from "../numeric/vectors";
import { storedVector, type Whitening } from "./whitening";

/** The definition, in plain loops over plain numbers. */
function byDefinition(embedding: number[], mean: number[], projection: number[][]): number[] {
  const length = (vector: number[]): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) + 1e-12;
  const unit = embedding.map((value) => value / length(embedding));
  const projected = projection[0]!.map((_, j) =>
    unit.reduce((sum, value, i) => sum + (value - mean[i]!) * projection[i]![j]!, 0),
  );
  return projected.map((value) => value / length(projected));
}

describe("storedVector", () => {
  it("only normalizes without a whitening", () => {
    expect([...storedVector(Float32Array.of(0, 3, -4), null)]).toEqual([0, Math.fround(0.6), Math.fround(-0.8)]);
  });

  it("centers and projects the unit vector, then normalizes", () => {
    const whitening = { mean: Float32Array.of(0.6, 0), projection: Float32Array.of(5, 1, 0, 2) };
    // (0.6, 0.8) minus the mean is (0, 0.8): all of it goes to the second output.
    expect([...storedVector(Float32Array.of(3, 4), whitening)].map((value) => value.toFixed(6))).toEqual([
      "0.000000",
      "1.000000",
    ]);
  });

  it("agrees with the definition for random whitenings of several sizes", () => {
    for (const [D, reduced] of [
      [1, 1],
      [5, 3],
      [33, 16],
    ] as const) {
      const random = seededRandom(D);
      const draw = (count: number): number[] => Array.from({ length: count }, () => Math.fround(random.normal()));
      const embedding = draw(D);
      const mean = draw(D);
      const projection = Array.from({ length: D }, () => draw(reduced));
      const whitening: Whitening = { mean: Float32Array.from(mean), projection: Float32Array.from(projection.flat()) };
      const stored = storedVector(Float32Array.from(embedding), whitening);
      byDefinition(embedding, mean, projection).forEach((value, i) => {
        expect(Math.abs(stored[i]! - value)).toBeLessThan(1e-6);
      });
      expect(dot(stored, stored)).toBeCloseTo(1, 5);
    }
  });

  it("keeps a zero embedding zero", () => {
    expect([...storedVector(new Float32Array(3), null)]).toEqual([0, 0, 0]);
  });
});
