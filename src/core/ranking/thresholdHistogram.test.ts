import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { thresholdHistogram } from "./thresholdHistogram";

describe("thresholdHistogram", () => {
  it("counts scores in bins of equal width, edges upward, the highest in the last", () => {
    const histogram = thresholdHistogram(Float32Array.of(0, 0.25, 0.5, 0.5, 0.9, 1), 4);
    expect(histogram).toEqual({ lowest: 0, highest: 1, counts: Uint32Array.of(1, 1, 2, 2) });
  });

  it("puts equal scores into the last bin and knows that nothing has no histogram", () => {
    expect(thresholdHistogram(Float32Array.of(3, 3), 2)?.counts).toEqual(Uint32Array.of(0, 2));
    expect(thresholdHistogram(new Float32Array(0), 2)).toBeNull();
  });

  it("counts every score once", () => {
    const scores = fc.float32Array({ minLength: 1, maxLength: 60, noNaN: true, min: -2, max: 2 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 70 }), (drawn, bins) => {
        const counts = thresholdHistogram(drawn, bins)?.counts ?? new Uint32Array(0);
        expect(counts).toHaveLength(bins);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(drawn.length);
      }),
    );
  });
});
