import { describe, expect, it } from "vitest";

import { learnRegionWhitening } from "../aggregation/learnRegionWhitening";
import { sumOfRegions } from "../aggregation/sumOfRegions";
import { type DoubleMatrix, doublesOf, lengthOf } from "../numeric/doubleMatrix";
import { seededRandom } from "../numeric/random";
import { projectRows } from "./fittedProjection";
import { fitParts, projectParts, unitParts } from "./partProjection";
import { fitPrincipal, fitSingular } from "./reduceDimensions";

/** Rows whose columns differ in spread and do not lie around zero. */
function spreadRows(rows: number, columns: number, seed: number): DoubleMatrix {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: rows * columns }, (_, at) => random.normal() * (1 + (at % columns)) + 2);
  return { rows, columns, values };
}

function varianceOf({ rows, columns, values }: DoubleMatrix, column: number, divisor: number): number {
  const numbers = Array.from({ length: rows }, (_, row) => values[row * columns + column] ?? 0);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / rows;
  return numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / divisor;
}

describe("a reduction of dimensions", () => {
  it("by whitened principal components gives each a variance of 1 over N - 1, by singular vectors over N", async () => {
    const rows = spreadRows(30, 5, 1);
    const principal = projectRows(rows, await fitPrincipal(rows, { dimension: 3, isWhitened: true }));
    const singular = projectRows(rows, await fitSingular(rows, { dimension: 3, isWhitened: true }));
    for (const column of [0, 1, 2]) {
      expect(varianceOf(principal, column, 29)).toBeCloseTo(1, 9);
      expect(varianceOf(singular, column, 30)).toBeCloseTo(1, 4);
    }
  });

  it("keeps all lengths where all directions are kept and nothing is whitened", async () => {
    const rows = spreadRows(12, 4, 2);
    const turned = projectRows(rows, await fitSingular(rows, { dimension: 4, isWhitened: false }));
    for (let row = 0; row < 12; row++) {
      expect(lengthOf(doublesOf(turned, row))).toBeCloseTo(lengthOf(doublesOf(rows, row)), 9);
    }
  });

  it("refuses more dimensions than there are vectors", async () => {
    const rows = spreadRows(3, 5, 3);
    await expect(fitSingular(rows, { dimension: 4, isWhitened: false })).rejects.toThrow("at least 4 vectors");
    await expect(fitPrincipal(rows, { dimension: 4, isWhitened: false })).rejects.toThrow(
      "4 dimensions to keep; found 2",
    );
  });

  it("by parts gives each part its share at unit length, and zeros for a part of zeros", async () => {
    const rows = spreadRows(20, 9, 4);
    const parts = [5, 4];
    const fit = (block: DoubleMatrix | Parameters<typeof fitPrincipal>[0], dimension: number) =>
      fitPrincipal(block, { dimension, isWhitened: false });
    const fitted = await fitParts(unitParts(rows, parts), { parts, dimension: 6 }, fit);
    expect(fitted.projections.map(({ projection }, at) => projection.length / (parts[at] ?? 1))).toEqual([3, 3]);
    const projected = projectParts(rows, fitted);
    expect(projected).toMatchObject({ rows: 20, columns: 6 });
    for (let row = 0; row < 20; row++) expect(lengthOf(doublesOf(projected, row))).toBeCloseTo(Math.SQRT2, 9);
    const whole = await fitParts(rows, { parts, dimension: 0 }, fit);
    expect(projectParts(rows, whole).columns).toBe(9);
  });

  it("of regions is a whitening that R-MAC pools with", async () => {
    const regions = [spreadRows(7, 4, 5), spreadRows(7, 4, 6)];
    const whitening = await learnRegionWhitening(regions, { dimension: 3, isWhitened: true });
    const pooled = regions.map((each) => sumOfRegions(each, { floor: 0, whitening }).unit);
    for (const unit of pooled) {
      expect(unit).toHaveLength(3);
      expect(lengthOf(unit)).toBeCloseTo(1, 9);
    }
  });
});
