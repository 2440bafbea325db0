import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { averagePrecision } from "./averagePrecision";

/** The definition: for every relevant rank, how much of what lies above it is relevant. */
function byDefinition(flags: number[], relevantCount: number): number {
  const precisions = flags.map(
    (flag, rank) => (flag * flags.slice(0, rank + 1).filter((each) => each === 1).length) / (rank + 1),
  );
  return precisions.reduce((sum, precision) => sum + precision, 0) / relevantCount;
}

describe("averagePrecision", () => {
  it("is the mean of precisions where relevant hits stand", () => {
    expect(averagePrecision(Uint8Array.of(1, 0, 1, 0), 2)).toBeCloseTo((1 + 2 / 3) / 2, 12);
  });

  it("counts a relevant row that was not found as 0", () => {
    expect(averagePrecision(Uint8Array.of(1, 0), 4)).toBe(0.25);
  });

  it("is NaN where nothing is relevant", () => {
    expect(averagePrecision(Uint8Array.of(0, 0), 0)).toBeNaN();
  });

  it("equals the definition for any ranking, is 1 for a perfect one, and falls when a hit sinks", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 2, maxLength: 30 }), fc.nat(), (flags, at) => {
        const count = flags.filter((flag) => flag === 1).length;
        fc.pre(count > 0);
        const value = averagePrecision(Uint8Array.from(flags), count);
        expect(value).toBeCloseTo(byDefinition(flags, count), 12);
        expect(averagePrecision(Uint8Array.from(flags).toSorted().toReversed(), count)).toBe(1);
        const rank = at % (flags.length - 1);
        if (flags[rank] !== 1 || flags[rank + 1] !== 0) return;
        const sunk = flags.toSpliced(rank, 2, 0, 1);
        expect(averagePrecision(Uint8Array.from(sunk), count)).toBeLessThan(value);
      }),
    );
  });
});
