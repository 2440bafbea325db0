import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { BlockExtremes } from "./extremes";
import { SmoothedColumn } from "./smoothedColumn";
import { type Curve, pixelColumns, thinCurve } from "./thinCurve";
import { valueRange } from "./valueRange";

function curveOf(points: readonly (readonly [place: number, value: number])[], weight = 0): Curve {
  const places = Float64Array.from(points, ([place]) => place);
  const values = Float64Array.from(points, ([, value]) => value);
  const extremes = new BlockExtremes();
  extremes.extend(values);
  return { places, values, smoothed: new SmoothedColumn(weight).extend(values), extremes };
}

describe("BlockExtremes", () => {
  it("gives the least and greatest of every part as a plain loop does, however it grew", () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -99, max: 99 }), fc.constant(NaN)), { maxLength: 700 });
    fc.assert(
      fc.property(numbers, fc.nat(700), fc.nat(700), fc.nat(700), (list, a, b, cut) => {
        const values = Float64Array.from(list);
        const extremes = new BlockExtremes();
        extremes.extend(values.subarray(0, Math.min(cut, values.length)));
        extremes.extend(values);
        const [first, end] = [Math.min(a, b), Math.min(Math.max(a, b), values.length)];
        const finite = list.slice(first, end).filter(Number.isFinite);
        expect(extremes.of(values, first, end)).toEqual({
          least: finite.length === 0 ? NaN : Math.min(...finite),
          most: finite.length === 0 ? NaN : Math.max(...finite),
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe("SmoothedColumn", () => {
  it("leaves a constant as it is, from the first point on", () => {
    const smoothed = new SmoothedColumn(0.99).extend(new Float64Array(50).fill(7));
    for (const value of smoothed) expect(value).toBeCloseTo(7, 10);
  });

  it("is the weighted mean of all points so far, and passes over gaps", () => {
    const values = Float64Array.of(4, NaN, 1, 9);
    const smoothed = new SmoothedColumn(0.5).extend(values);
    expect([...smoothed]).toEqual([4, NaN, (4 * 0.25 + 1 * 0.5) / 0.75, (4 * 0.125 + 1 * 0.25 + 9 * 0.5) / 0.875]);
  });

  it("grows to the same as computed at once", () => {
    const values = Float64Array.from({ length: 100 }, (_, place) => Math.sin(place * place));
    const grown = new SmoothedColumn(0.9);
    grown.extend(values.subarray(0, 37));
    expect([...grown.extend(values)]).toEqual([...new SmoothedColumn(0.9).extend(values)]);
  });
});

describe("thinCurve", () => {
  it("loses no spike: the extremes of every column are those of its points", () => {
    const points = Array.from({ length: 10_000 }, (_, place) => [place, place === 4321 ? 99 : 1] as const);
    const thinned = thinCurve(curveOf(points), pixelColumns([0, 9_999], 100, false));
    expect(Math.max(...thinned.most.map(Number))).toBe(99);
    expect(thinned.most.filter((value) => value === 99)).toHaveLength(1);
    expect(thinned.isThinned).toBe(true);
  });

  it("draws few points as they are, the first and the last ones too, on both scales", () => {
    for (const isLog of [false, true]) {
      const curve = curveOf([
        [1, 5],
        [10, 6],
        [1000, 7],
      ]);
      const thinned = thinCurve(curve, pixelColumns([1, 1000], 300, isLog));
      expect(thinned.raw.filter((value) => value !== null)).toEqual([5, 6, 7]);
      expect(thinned.isThinned).toBe(false);
    }
  });

  it("lets a line go on to the points outside of the drawing", () => {
    const curve = curveOf([
      [0, 0],
      [100, 100],
    ]);
    const { raw } = thinCurve(curve, pixelColumns([40, 60], 20, false));
    expect(raw[0]).toBeCloseTo(40.5);
    expect(raw.at(-1)).toBeCloseTo(59.5);
    expect(raw.slice(1, -1)).toEqual(new Array(18).fill(null));
  });

  it("draws nothing of an empty curve", () => {
    expect(thinCurve(curveOf([]), pixelColumns([0, 1], 3, false)).raw).toEqual([null, null, null]);
  });
});

describe("valueRange", () => {
  const noisy = Array.from({ length: 1000 }, (_, place) => [place, place % 10] as const);

  it("takes in every point unless it is asked to clip", () => {
    const curve = curveOf([...noisy, [1000, 1e9]]);
    const range = valueRange([curve], [0, 2000], { isClipped: false, isLog: false });
    expect(range).toEqual({ least: 0, most: 1e9, clipped: 0, clippedFrom: null, clippedTo: null });
  });

  it("says how many outliers it leaves out, and where they are", () => {
    const curve = curveOf([...noisy, [1000, 1e9], [1001, 5], [1002, -1e9]]);
    const range = valueRange([curve], [0, 2000], { isClipped: true, isLog: false });
    expect(range).toEqual({ least: 0, most: 9, clipped: 2, clippedFrom: 1000, clippedTo: 1002 });
  });

  it("has no place for zero on a logarithmic scale, and none for no points", () => {
    expect(valueRange([curveOf(noisy)], [0, 2000], { isClipped: false, isLog: true })?.least).toBe(1);
    expect(valueRange([curveOf(noisy)], [5000, 6000], { isClipped: false, isLog: false })).toBeNull();
  });
});
