import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { sortableKey, valueOfKey } from "./sortableKey";

const float32 = fc.float({ noNaN: true });

describe("sortableKey", () => {
  it("orders as the numbers do", () => {
    fc.assert(
      fc.property(float32, float32, (a, b) => {
        if (a < b) expect(sortableKey(a)).toBeLessThan(sortableKey(b));
      }),
    );
  });

  it("is undone by valueOfKey, the sign of zero included", () => {
    fc.assert(
      fc.property(float32, (value) => {
        expect(valueOfKey(sortableKey(value))).toBe(value);
      }),
    );
    expect(valueOfKey(sortableKey(-0))).toBe(-0);
  });

  it("puts the infinities at the ends", () => {
    expect(sortableKey(-Infinity)).toBe(0x007fffff);
    expect(sortableKey(Infinity)).toBe(0xff800000);
  });
});
