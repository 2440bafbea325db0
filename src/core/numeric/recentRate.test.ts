import { describe, expect, it } from "vitest";

import { RecentRate } from "./recentRate";

describe("RecentRate", () => {
  it("counts what happened since the first moment that it still remembers", () => {
    const rate = new RecentRate(1000);
    rate.add(0, 5);
    expect(rate.perSecond(0)).toBe(0);
    rate.add(500, 10);
    expect(rate.perSecond(500)).toBe(20);
    rate.add(1400, 9);
    expect(rate.perSecond(1400)).toBe(10);
  });

  it("is 0 after a pause longer than it remembers", () => {
    const rate = new RecentRate(1000);
    rate.add(0, 5);
    rate.add(500, 10);
    expect(rate.perSecond(5000)).toBe(0);
    rate.add(5000, 3);
    rate.clear();
    expect(rate.perSecond(5000)).toBe(0);
  });
});
