import { describe, expect, it } from "vitest";

import { cropToBox } from "./cropToBox";

const pixels = { width: 6, height: 4, channels: 1, data: Uint8Array.from({ length: 24 }, (_, i) => i) } as const;

describe("cropToBox", () => {
  it("rounds edges to the nearest pixel and halves to the even one, as Python does", () => {
    expect(cropToBox(pixels, { left: 0.5, top: 1.5, right: 2.5, bottom: 3.4 }, "a")).toMatchObject({
      width: 2,
      height: 1,
    });
    expect([...cropToBox(pixels, { left: 1.5, top: 0.51, right: 3.5, bottom: 2 }, "a").data]).toEqual([8, 9]);
  });

  it("cuts off what lies beyond the picture", () => {
    expect([...cropToBox(pixels, { left: 4, top: 3, right: 99, bottom: 99 }, "a").data]).toEqual([22, 23]);
  });

  it("returns the whole picture where there is no box", () => {
    expect(cropToBox(pixels, null, "a")).toBe(pixels);
  });

  it("refuses a box that holds no pixel of the picture, with both sizes", () => {
    const beyond = { left: 6, top: 0, right: 8, bottom: 4 };
    expect(() => cropToBox(pixels, beyond, "a.png")).toThrow(/a\.png.*6 × 4 pixels; found 6, 0, 8, 4/);
    expect(() => cropToBox(pixels, { left: 0.1, top: 0, right: 0.4, bottom: 4 }, "a.png")).toThrow(/inside/);
  });
});
