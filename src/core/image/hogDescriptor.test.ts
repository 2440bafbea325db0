import { describe, expect, it } from "vitest";

import { dot } from "../numeric/vectors";
import { mirror } from "./edit";
import { hogBlocks, hogDescriptor } from "./hogDescriptor";
import type { Pixels } from "./pixels";

function gray(width: number, height: number, levelAt: (x: number, y: number) => number): Pixels {
  const data = Uint8Array.from({ length: width * height }, (_, i) => levelAt(i % width, Math.floor(i / width)));
  return { width, height, channels: 1, data };
}

/** Cells of one block, by orientation: which bins are not empty. */
function bins(block: Float32Array): number[][] {
  return [0, 1, 2, 3].map((cell) => {
    const histogram = [...block.subarray(cell * 9, cell * 9 + 9)];
    return histogram.flatMap((value, bin) => (value > 1e-3 ? [bin] : []));
  });
}

describe("hogBlocks", () => {
  it("puts the gradient across a vertical edge into the first orientation of the cells beside it", () => {
    // The edge lies between columns 7 and 8: columns 7 and 8 see it, one in each cell.
    const blocks = hogBlocks(gray(16, 16, (x) => (x < 8 ? 0 : 255)));
    expect(blocks).toHaveLength(36);
    expect(bins(blocks)).toEqual([[0], [0], [0], [0]]);
    // Four equal entries of a unit vector are 1/2, clipped to 0.2 and made unit again.
    expect([blocks[0], blocks[9], blocks[18], blocks[27]].map((value) => value?.toFixed(4))).toEqual(
      new Array(4).fill("0.5000"),
    );
  });

  it("puts a horizontal edge into the middle orientation and diagonals between", () => {
    expect(bins(hogBlocks(gray(16, 16, (_, y) => (y < 8 ? 0 : 255))))).toEqual([[4], [4], [4], [4]]);
    const falling = hogBlocks(gray(16, 16, (x, y) => 8 * (x + y)));
    // 45 degrees inside; at the border only one direction has two neighbors.
    expect(bins(falling)[0]).toEqual([0, 2, 4]);
    const rising = hogBlocks(gray(16, 16, (x, y) => 8 * (x + 15 - y)));
    expect(bins(rising)[0]).toEqual([0, 4, 6]);
  });

  it("clips what stands out: a strong and a weak edge come nearer", () => {
    // A dot has two neighbors across and two along: entries 100, 100, 10, 10, of which the large ones become 0.2 of the norm.
    const levels = (x: number, y: number): number => (y === 3 && x === 3 ? 100 : y === 3 && x === 11 ? 10 : 0);
    const block = hogBlocks(gray(16, 16, levels));
    const magnitudes = [block[0]!, block[9]!];
    expect(magnitudes[0]! / magnitudes[1]!).toBeCloseTo((0.2 * Math.hypot(100, 100, 10, 10)) / 10, 3);
    expect(dot(block, block)).toBeCloseTo(1, 4);
  });

  it("is zero without edges", () => {
    expect(hogBlocks(gray(24, 16, () => 77)).every((value) => value === 0)).toBe(true);
  });
});

describe("hogDescriptor", () => {
  const triangle = gray(60, 90, (x, y) =>
    x > 10 && x < 50 && Math.abs(y - 20 - x) < 2 ? 0 : x === 12 && y > 9 && y < 80 ? 0 : 255,
  );

  it("is a unit vector that does not care for paper around the ink", () => {
    const wide = gray(200, 150, (x, y) => (x >= 40 && x < 100 && y < 90 ? triangle.data[y * 60 + x - 40]! : 255));
    expect(hogDescriptor(triangle)).toHaveLength(15 * 15 * 36);
    expect(dot(hogDescriptor(triangle), hogDescriptor(triangle))).toBeCloseTo(1, 5);
    expect(hogDescriptor(wide)).toEqual(hogDescriptor(triangle));
  });

  it("tells a drawing from its mirror image", () => {
    expect(dot(hogDescriptor(triangle), hogDescriptor(mirror(triangle)))).toBeLessThan(0.8);
  });
});
