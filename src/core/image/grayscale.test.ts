import { describe, expect, it } from "vitest";

import { onWhite, toGray, toRgb } from "./grayscale";
import type { Pixels } from "./pixels";

function picture(channels: 1 | 3 | 4, data: number[]): Pixels {
  return { width: data.length / channels, height: 1, channels, data: Uint8Array.from(data) };
}

describe("toGray", () => {
  it("weighs colors by ITU-R 601, as Pillow rounds it", () => {
    const colors = picture(3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 12, 200, 99]);
    expect([...toGray(colors).data]).toEqual([76, 150, 29, 132]);
  });

  it("leaves every gray as it is", () => {
    const grays = picture(
      3,
      Array.from({ length: 256 * 3 }, (_, i) => Math.floor(i / 3)),
    );
    expect([...toGray(grays).data]).toEqual(Array.from({ length: 256 }, (_, level) => level));
  });

  it("shows transparency as paper", () => {
    expect([...toGray(picture(4, [0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 128])).data]).toEqual([255, 0, 127]);
  });

  it("composites exactly by the formula for every color and alpha", () => {
    for (let alpha = 0; alpha < 256; alpha++) {
      const row = picture(4, Array.from({ length: 256 }, (_, color) => [color, color, color, alpha]).flat());
      const expected = Array.from({ length: 256 }, (_, color) =>
        Math.round((color * alpha) / 255 + 255 * (1 - alpha / 255)),
      );
      expect([...toGray(row).data]).toEqual(expected);
      expect([...onWhite(row).data].filter((_, i) => i % 3 === 0)).toEqual(expected);
    }
  });
});

describe("toRgb", () => {
  it("repeats gray and drops alpha", () => {
    expect([...toRgb(picture(1, [7, 9])).data]).toEqual([7, 7, 7, 9, 9, 9]);
    expect([...toRgb(picture(4, [1, 2, 3, 255])).data]).toEqual([1, 2, 3]);
  });
});
