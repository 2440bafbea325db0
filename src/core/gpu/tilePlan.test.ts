import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { planTiles, queriesPerBatch, rowsPerBlock } from "./tilePlan";

const limits = { maxBufferBytes: 64 * 2 ** 20, maxProducts: 2 ** 27 };

describe("planTiles", () => {
  it("cuts 350,000 rows of 512 into tiles that a watchdog never notices", () => {
    const tiles = planTiles(350_000, 128, limits);
    expect(tiles).toHaveLength(6);
    expect(tiles[0]).toEqual({ firstRow: 0, rows: 65_536 });
    expect(tiles[5]).toEqual({ firstRow: 327_680, rows: 22_320 });
  });

  it("has no tile for no rows", () => {
    expect(planTiles(0, 128, limits)).toEqual([]);
  });

  it("scores at least one block a dispatch, however small the limits", () => {
    expect(planTiles(130, 128, { maxBufferBytes: 1, maxProducts: 1 })).toEqual([
      { firstRow: 0, rows: 64 },
      { firstRow: 64, rows: 64 },
      { firstRow: 128, rows: 2 },
    ]);
  });

  it("covers every row once, in order, within every limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 2 ** 20, max: 2 ** 27 }),
        (rows, words, maxBufferBytes) => {
          let next = 0;
          for (const tile of planTiles(rows, words, { maxBufferBytes, maxProducts: 2 ** 27 })) {
            expect(tile.firstRow).toBe(next);
            expect(tile.firstRow % rowsPerBlock).toBe(0);
            expect(tile.rows * words * 4).toBeLessThanOrEqual(maxBufferBytes);
            expect(tile.rows * queriesPerBatch * 8).toBeLessThanOrEqual(maxBufferBytes);
            next += tile.rows;
          }
          expect(next).toBe(rows);
        },
      ),
    );
  });
});
