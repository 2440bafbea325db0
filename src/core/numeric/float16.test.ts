import { describe, expect, it } from "vitest";

import { decodeFloat16, encodeFloat16, float16Values } from "./float16";

describe("float16", () => {
  it("knows the numbers of the standard's table", () => {
    const bits = [0x0000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x7c00, 0xfc00];
    const into = new Float32Array(bits.length + 1);
    decodeFloat16(Uint16Array.from(bits), into, 1);
    expect([...into]).toEqual([0, 0, 1, -2, 65504, 2 ** -14, 2 ** -24, 0.333251953125, Infinity, -Infinity]);
  });

  it("gives back every bit pattern that is a number", () => {
    const values = float16Values();
    const changed = values.findIndex((value, bits) => !Number.isNaN(value) && encodeFloat16(value) !== bits);
    expect(changed).toBe(-1);
  });

  it("rounds halfway cases to the even neighbor", () => {
    expect(encodeFloat16(1 + 2 ** -11)).toBe(0x3c00);
    expect(encodeFloat16(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(encodeFloat16(2 ** -25)).toBe(0);
    expect(encodeFloat16(3 * 2 ** -25)).toBe(2);
    expect(encodeFloat16(2 ** -14 - 2 ** -26)).toBe(0x0400);
  });

  it("goes to infinity beyond the range, and keeps NaN", () => {
    expect(encodeFloat16(65519)).toBe(0x7bff);
    expect(encodeFloat16(65520)).toBe(0x7c00);
    expect(encodeFloat16(-1e30)).toBe(0xfc00);
    expect(encodeFloat16(NaN)).toBe(0x7e00);
  });
});
