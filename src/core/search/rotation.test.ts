import { describe, expect, it } from "vitest";

import { principalDirections } from "../embedding/fittedWhitening";
import { type Matrix, rowOf } from "../numeric/matrix";
import { seededRandom } from "../numeric/random";
import { dot } from "../numeric/vectors";
import { evenStarts } from "./productCodebook";
import { balancedRotation, rotateRows } from "./rotation";

const size = 10;
const random = seededRandom(5);
const rows: Matrix = {
  rows: 300,
  columns: size,
  values: Float32Array.from({ length: 300 * size }, (_, at) => random.normal() / (1 + (at % size))),
};

describe("balancedRotation", () => {
  it("keeps inner products", async () => {
    const rotated = rotateRows(balancedRotation(await principalDirections(rows), evenStarts(size, 3)), rows);
    for (let row = 0; row < 20; row++) {
      const before = dot(rowOf(rows, row), rowOf(rows, row + 1));
      expect(dot(rowOf(rotated, row), rowOf(rotated, row + 1))).toBeCloseTo(before, 5);
    }
  });

  it("parts the two largest directions, and gives sub-spaces like products of variances", () => {
    const components = new Float32Array(16);
    for (let d = 0; d < 4; d++) components[d * 5] = 1;
    const rotation = balancedRotation(
      { mean: new Float64Array(4), components, variances: [8, 4, 2, 1] },
      evenStarts(4, 2),
    );
    const axes = [0, 1, 2, 3].map((place) => rotation.subarray(place * 4, place * 4 + 4).indexOf(1));
    // 8 × 1 and 4 × 2
    expect(axes).toEqual([0, 3, 1, 2]);
  });
});

describe("rotateRows", () => {
  it("multiplies row by row, for odd widths too", () => {
    const rotation = Float32Array.of(0, 1, 0, 0, 0, 1, 1, 0, 0);
    const turned = rotateRows(rotation, { rows: 2, columns: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect([...turned.values]).toEqual([2, 3, 1, 5, 6, 4]);
  });
});
