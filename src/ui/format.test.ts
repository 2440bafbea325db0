import { describe, expect, it } from "vitest";

import { formatDuration } from "./format";

describe("a time to wait", () => {
  it("is told in its two largest units, and never as less than it is", () => {
    expect([0, 0.2, 59.2, 60, 3599, 3600, 90_061].map(formatDuration)).toEqual([
      "0 s",
      "1 s",
      "1 min 0 s",
      "1 min 0 s",
      "59 min 59 s",
      "1 h 0 min",
      "25 h 1 min",
    ]);
  });
});
