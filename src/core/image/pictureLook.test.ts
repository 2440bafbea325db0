import { describe, expect, it } from "vitest";

import { lookAt } from "./pictureLook";
import type { Pixels } from "./pixels";

function gray(levels: readonly number[], width = levels.length): Pixels {
  return { width, height: levels.length / width, channels: 1, data: Uint8Array.from(levels) };
}

describe("lookAt", () => {
  it("tells black and white, gray and color apart", () => {
    expect(lookAt(gray([0, 255, 255, 0], 2))).toEqual({
      width: 2,
      height: 2,
      color: "bilevel",
      ink: 0.5,
      isBlank: false,
    });
    expect(lookAt(gray([0, 254])).color).toBe("gray");
    expect(lookAt({ width: 1, height: 1, channels: 3, data: Uint8Array.of(10, 10, 19) }).color).toBe("color");
  });

  it("takes the small differences that scanners leave for gray", () => {
    expect(lookAt({ width: 1, height: 1, channels: 3, data: Uint8Array.of(10, 14, 18) }).color).toBe("gray");
    expect(lookAt({ width: 1, height: 1, channels: 3, data: Uint8Array.of(255, 255, 255) }).color).toBe("bilevel");
  });

  it("finds a picture blank whose gray hardly varies, whatever its level", () => {
    expect(lookAt(gray([255, 255, 255])).isBlank).toBe(true);
    expect(lookAt(gray([100, 103])).isBlank).toBe(true);
    expect(lookAt(gray([100, 104])).isBlank).toBe(false);
  });

  it("counts the same wherever its pixels lie in memory", () => {
    const levels = [255, 255, 255, 255, 0, 255, 255, 255, 255, 255, 255, 7, 200];
    for (let offset = 0; offset < 5; offset++) {
      const data = new Uint8Array(offset + levels.length).subarray(offset);
      data.set(levels);
      const look = lookAt({ width: levels.length, height: 1, channels: 1, data });
      expect(look).toEqual({ width: 13, height: 1, color: "gray", ink: 2 / 13, isBlank: false });
    }
  });

  it("lays transparent parts on white", () => {
    const clear: Pixels = { width: 1, height: 1, channels: 4, data: Uint8Array.of(255, 0, 0, 0) };
    expect(lookAt(clear)).toMatchObject({ color: "bilevel", ink: 0, isBlank: true });
  });
});
