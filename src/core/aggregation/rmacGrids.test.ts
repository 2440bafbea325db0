import { describe, expect, it } from "vitest";

import { pooledRegions } from "./pooledRegions";
import { pyretriRegions } from "./pyretriRegions";
import { toliasRegions } from "./toliasRegions";

const countOf = (height: number, width: number, levels: number): number =>
  toliasRegions({ height, width }, levels, "float64").length;

describe("the grid of Tolias et al.", () => {
  it("has the counts that are known of pictures of 600 × 800, 800 × 800, 400 × 800 and 533 × 800", () => {
    expect([1, 2, 3].map((levels) => countOf(600, 800, levels))).toEqual([2, 8, 20]);
    expect([1, 2, 3].map((levels) => countOf(800, 800, levels))).toEqual([1, 5, 14]);
    expect([1, 2, 3].map((levels) => countOf(400, 800, levels))).toEqual([3, 11, 26]);
    expect([1, 2, 3].map((levels) => countOf(533, 800, levels))).toEqual([2, 8, 20]);
  });

  it("stays within the map and touches both ends of every side, whatever the size", () => {
    for (let height = 2; height < 40; height++) {
      for (let width = 2; width < 40; width++) {
        const regions = toliasRegions({ height, width }, 1, "float64");
        expect(Math.min(...regions.map(({ left, top }) => Math.min(left, top)))).toBe(0);
        expect(Math.max(...regions.map((each) => each.left + each.width))).toBe(width);
        expect(Math.max(...regions.map((each) => each.top + each.height))).toBe(height);
      }
    }
  });

  it("is the other program's on a map where rounding decides the number of regions", () => {
    const size = { height: 11, width: 47 };
    expect(toliasRegions(size, 1, "float32").map(({ left }) => left)).toEqual([0, 6, 12, 18, 24, 30, 36]);
    expect(toliasRegions(size, 1, "float64").map(({ left }) => left)).toEqual([0, 7, 14, 21, 28, 36]);
  });

  it("is that of the turned map, turned", () => {
    const turned = toliasRegions({ height: 9, width: 5 }, 3, "float32").map(({ left, top }) => [top, left].join());
    const plain = toliasRegions({ height: 5, width: 9 }, 3, "float32").map(({ left, top }) => [left, top].join());
    expect(turned.toSorted()).toEqual(plain.toSorted());
  });
});

describe("PyRetri's grid", () => {
  it("ends on a map of one row, where PyRetri's own search does not", () => {
    expect(pyretriRegions({ height: 1, width: 5 }, 1)).toHaveLength(6);
  });

  it("has the whole map alone for a square at the first level", () => {
    expect(pyretriRegions({ height: 8, width: 8 }, 1)).toEqual([{ left: 0, top: 0, width: 8, height: 8 }]);
  });
});

describe("regions that are pooled", () => {
  it("have one place at least on the smallest maps, and are the whole map where nothing else is left", () => {
    const whole = { left: 0, top: 0, width: 1, height: 1 };
    expect(pooledRegions({ height: 1, width: 1 }, "pyretri", 3)).toEqual([whole]);
    expect(pooledRegions({ height: 1, width: 1 }, "deep-retrieval", 3)).toEqual([whole]);
    expect(pooledRegions({ height: 1, width: 1 }, "cirtorch", 3)).toEqual([whole, whole]);
  });

  it("are the whole map at level 0", () => {
    for (const grid of ["cirtorch", "deep-retrieval", "pyretri"] as const) {
      expect(pooledRegions({ height: 4, width: 6 }, grid, 0)).toEqual([{ left: 0, top: 0, width: 6, height: 4 }]);
    }
  });

  it("lack their last row and column in PyRetri's form", () => {
    expect(pooledRegions({ height: 8, width: 8 }, "pyretri", 1)).toEqual([{ left: 0, top: 0, width: 7, height: 7 }]);
  });
});
