import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { applyEdit, boxOfFractions, crop, mirror, rotate } from "./edit";
import type { Pixels } from "./pixels";
import { unedited } from "./queryEdit";

/** 1 2 3 over 4 5 6. */
const six: Pixels = { width: 3, height: 2, channels: 1, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) };

describe("rotate", () => {
  it("turns clockwise", () => {
    expect(rotate(six, 1)).toMatchObject({ width: 2, height: 3, data: Uint8Array.from([4, 1, 5, 2, 6, 3]) });
    expect(rotate(six, 2)).toMatchObject({ width: 3, height: 2, data: Uint8Array.from([6, 5, 4, 3, 2, 1]) });
    expect(rotate(six, 3)).toMatchObject({ width: 2, height: 3, data: Uint8Array.from([3, 6, 2, 5, 1, 4]) });
  });

  it("comes back after four quarters and keeps pixels whole", () => {
    const rgb: Pixels = { width: 3, height: 2, channels: 3, data: Uint8Array.from({ length: 18 }, (_, i) => i) };
    expect(rotate(rotate(rotate(rotate(rgb, 1), 1), 1), 1)).toEqual(rgb);
    expect(rotate(rotate(rgb, 1), 2)).toEqual(rotate(rgb, 3));
    expect([...rotate(rgb, 1).data.subarray(0, 6)]).toEqual([9, 10, 11, 0, 1, 2]);
  });
});

describe("mirror", () => {
  it("exchanges left and right and undoes itself", () => {
    expect([...mirror(six).data]).toEqual([3, 2, 1, 6, 5, 4]);
    expect(mirror(mirror(six))).toEqual(six);
  });
});

describe("crop", () => {
  it("cuts a box out and returns the whole picture untouched", () => {
    expect(crop(six, { left: 1, top: 0, right: 3, bottom: 2 })).toMatchObject({
      width: 2,
      height: 2,
      data: Uint8Array.from([2, 3, 5, 6]),
    });
    expect(crop(six, { left: 0, top: 0, right: 3, bottom: 2 })).toBe(six);
  });
});

describe("applyEdit", () => {
  it("rotates, then mirrors, then crops", () => {
    const leftHalf = { left: 0, top: 0, right: 0.5, bottom: 1 };
    const edited = applyEdit(six, { ...unedited, quarterTurns: 1, isMirrored: true, crop: leftHalf });
    expect(edited).toMatchObject({ width: 1, height: 3, data: Uint8Array.from([1, 2, 3]) });
  });

  it("does nothing unless asked", () => {
    expect(applyEdit(six, unedited)).toBe(six);
  });
});

describe("boxOfFractions", () => {
  it("always lies in the picture and holds a pixel", () => {
    const fraction = fc.double({ min: -0.5, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(fraction, fraction, fc.integer({ min: 1, max: 9 }), (from, to, length) => {
        const picture = { width: length, height: length };
        const box = boxOfFractions(picture, { left: from, top: from, right: to, bottom: to });
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.right).toBeLessThanOrEqual(length);
        expect(box.right - box.left).toBeGreaterThanOrEqual(1);
        expect(box.bottom - box.top).toBe(box.right - box.left);
      }),
    );
  });
});
