import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { quantizeTables } from "./byteTables";

describe("quantizeTables", () => {
  it("counts each table from its least entry, all in one step", () => {
    const bytes = new Uint8Array(4);
    const { least, step } = quantizeTables(Float32Array.of(1, 3.55, -1, -0.49), 2, bytes);
    expect([...bytes]).toEqual([0, 255, 0, 51]);
    expect([least, step]).toEqual([0, Math.fround(0.01)]);
  });

  it("leaves tables without any spread at 0", () => {
    const bytes = new Uint8Array(2).fill(9);
    expect(quantizeTables(Float32Array.of(2, 2), 1, bytes)).toMatchObject({ least: 2, step: 0 });
    expect([...bytes]).toEqual([0, 0]);
  });

  it("refuses more tables than sums of 16 bits bear", () => {
    expect(() => quantizeTables(new Float32Array(258), 258, new Uint8Array(258))).toThrow("258 bytes");
  });

  it("is off by no more than half a step an entry", () => {
    const tables = fc.array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: 16, maxLength: 64 });
    fc.assert(
      fc.property(tables, (numbers) => {
        const count = Math.floor(numbers.length / 16);
        const table = Float32Array.from(numbers.slice(0, count * 16));
        const bytes = new Uint8Array(table.length);
        const { least, step } = quantizeTables(table, count, bytes);
        const picks = Array.from({ length: count }, (_, m) => m * 16 + ((m * 7) % 16));
        const exact = picks.reduce((sum, at) => sum + table[at]!, 0);
        const found = least + step * picks.reduce((sum, at) => sum + bytes[at]!, 0);
        expect(Math.abs(exact - found)).toBeLessThanOrEqual((count / 2) * step + 1e-4);
      }),
      { seed: 7 },
    );
  });
});
