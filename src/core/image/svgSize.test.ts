import { describe, expect, it } from "vitest";

import { svgSize } from "./svgSize";

const sizeOf = (width: string | null, height: string | null, viewBox: string | null) => {
  const { width: drawnWidth, height: drawnHeight, isGuessed } = svgSize({ width, height, viewBox }, "drawing.svg");
  return [drawnWidth, drawnHeight, isGuessed];
};

describe("svgSize", () => {
  it("draws small drawings with 1,024 and large ones with 4,096 pixels on the longer side", () => {
    expect(sizeOf("200", "100", null)).toEqual([1024, 512, false]);
    expect(sizeOf("2000", "1000", null)).toEqual([2000, 1000, false]);
    expect(sizeOf("1000", "40000", null)).toEqual([102, 4096, false]);
  });

  it("reads units", () => {
    expect(sizeOf("20in", "10in", null)).toEqual([1920, 960, false]);
    expect(sizeOf("508mm", "25.4cm", null)).toEqual([1920, 960, false]);
    expect(sizeOf("1.5e3px", "750", null)).toEqual([1500, 750, false]);
  });

  it("takes the view box where a side is missing or relative", () => {
    expect(sizeOf(null, null, "0 0 1500 3000")).toEqual([1500, 3000, false]);
    expect(sizeOf("100%", "100%", "0,0,1500,3000")).toEqual([1500, 3000, false]);
    expect(sizeOf("3000", null, "0 0 2 1")).toEqual([3000, 1500, false]);
    expect(sizeOf(null, "3000", "0 0 1 2")).toEqual([1500, 3000, false]);
  });

  it("guesses 300 × 150 and says so", () => {
    expect(sizeOf(null, null, null)).toEqual([1024, 512, true]);
    expect(sizeOf(null, null, "nonsense")).toEqual([1024, 512, true]);
  });

  it.each([
    ["0", "5"],
    ["-4", "5"],
    ["1e999", "5"],
  ])("refuses %s × %s", (width, height) => {
    expect(() => sizeOf(width, height, null)).toThrow(/expected an SVG with a width and height above 0/);
  });
});
