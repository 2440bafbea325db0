import { describe, expect, it } from "vitest";

import { seededRandom } from "../numeric/random";
import type { FeatureMap } from "./featureMap";
import { generalizedMeanGradient } from "./generalizedMean";
import { poolFeatureMap, poolRegions } from "./poolFeatureMap";
import type { Pooling } from "./pooling";
import { poolingGradient } from "./poolingGradient";
import { poolScales } from "./poolScales";

function randomMap(channels: number, height: number, width: number, seed = 1): FeatureMap {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: channels * height * width }, () => Math.max(0, random.normal()) + 0.01);
  return { channels, height, width, values };
}

const whitening = { shift: [-0.1, 0.2, 0], weight: [1, 0.5, -0.2, 0.3, -1, 0.7], bias: [0.05, -0.02] };
const poolings: readonly Pooling[] = [
  { kind: "gem", p: 3 },
  { kind: "mac" },
  { kind: "average" },
  { kind: "spoc" },
  { kind: "crow" },
  { kind: "rmac", grid: "cirtorch", levels: 3 },
  { kind: "rmac", grid: "deep-retrieval", levels: 2, whitening },
  { kind: "rmac", grid: "pyretri", levels: 3 },
];

describe("pooling", () => {
  it.each(poolings)("$kind of zeros is finite", (pooling) => {
    const zeros = { channels: 3, height: 4, width: 5, values: new Float32Array(60) };
    expect([...poolFeatureMap(zeros, pooling)].every(Number.isFinite)).toBe(true);
  });

  it.each(poolings)("$kind of a map of one place points where its channels do", (pooling) => {
    const map = { channels: 3, height: 1, width: 1, values: Float32Array.of(0.5, 1, 2) };
    const pooled = poolFeatureMap(map, pooling);
    expect([...pooled].every(Number.isFinite)).toBe(true);
    if (pooling.kind === "crow" || (pooling.kind === "rmac" && pooling.whitening)) return;
    expect((pooled[1] ?? 0) / (pooled[0] ?? 0)).toBeCloseTo(2, 5);
    expect((pooled[2] ?? 0) / (pooled[0] ?? 0)).toBeCloseTo(4, 5);
  });

  it("by a generalized mean is the average at p 1 and nears the maximum as p grows", () => {
    const map = randomMap(3, 5, 4);
    const [average, most] = [poolFeatureMap(map, { kind: "average" }), poolFeatureMap(map, { kind: "mac" })];
    poolFeatureMap(map, { kind: "gem", p: 1 }).forEach((value, c) => expect(value).toBeCloseTo(average[c] ?? 0, 6));
    poolFeatureMap(map, { kind: "gem", p: 200 }).forEach((value, c) => {
      expect(value / (most[c] ?? 0)).toBeGreaterThan(0.98);
    });
  });

  it("by R-MAC equals a plain sum over its regions, of unit length", () => {
    const map = randomMap(3, 6, 9);
    const { units, sum, unit } = poolRegions(map, { kind: "rmac", grid: "deep-retrieval", levels: 2 });
    const plain = [0, 1, 2].map((c) =>
      units.values.reduce((total, value, at) => total + (at % 3 === c ? value : 0), 0),
    );
    plain.forEach((value, c) => expect(sum[c]).toBeCloseTo(value, 12));
    expect(Math.hypot(...unit)).toBeCloseTo(1, 6);
  });

  it("by R-MAC takes a dimension from its whitening, and refuses one of other channels", () => {
    const pooling = { kind: "rmac", grid: "cirtorch", levels: 2, whitening } as const;
    expect(poolFeatureMap(randomMap(3, 4, 4), pooling)).toHaveLength(2);
    expect(() => poolFeatureMap(randomMap(4, 4, 4), pooling)).toThrow("regions of 4 channels; found 6 weights");
  });

  it("refuses an empty map", () => {
    const empty = { channels: 3, height: 0, width: 5, values: new Float32Array(0) };
    expect(() => poolFeatureMap(empty, { kind: "mac" })).toThrow("found [3, 0, 5] of 0 numbers");
  });
});

/** towards · pooled, of R-MAC before its length is made 1. */
function scoreOf(map: FeatureMap, pooling: Pooling, towards: readonly number[]): number {
  const pooled = pooling.kind === "rmac" ? poolRegions(map, pooling).sum : poolFeatureMap(map, pooling);
  return towards.reduce((sum, weight, d) => sum + weight * (pooled[d] ?? 0), 0);
}

const changed = (map: FeatureMap, at: number, by: number): FeatureMap => ({
  ...map,
  values: map.values.map((value, place) => (place === at ? value + by : value)),
});

describe("the gradient of a pooling", () => {
  it.each(poolings.filter(({ kind }) => kind !== "crow"))("$kind is what small changes of the map say", (pooling) => {
    const map = randomMap(3, 5, 6, 4);
    const towards = pooling.kind === "rmac" && pooling.whitening ? [0.7, -0.3] : [0.7, -0.3, 0.2];
    const { values } = poolingGradient(map, pooling, towards);
    const step = 2 ** -10;
    for (let at = 0; at < values.length; at += 7) {
      const rise =
        scoreOf(changed(map, at, step), pooling, towards) - scoreOf(changed(map, at, -step), pooling, towards);
      expect(values[at]).toBeCloseTo(rise / (2 * step), 2);
    }
  });

  it("by p is what a small change of p says", () => {
    const map = randomMap(3, 5, 6, 5);
    const towards = [1, -2, 0.5];
    const { p } = generalizedMeanGradient(map, { p: 3, floor: 1e-6 }, towards);
    const at = (power: number): number => scoreOf(map, { kind: "gem", p: power }, towards);
    expect(p).toBeCloseTo((at(3.01) - at(2.99)) / 0.02, 4);
  });
});

describe("pooling of scales", () => {
  it("takes one scale as it is, zeros and all", () => {
    expect([...poolScales([[0, -2, 1e-9]], { kind: "gem", p: 3 })]).toEqual([0, -2, 1e-9]);
  });

  it("by a generalized mean keeps signs and equals the mean at p 1", () => {
    const scales = [
      [1, -2, 0.5],
      [3, -1, -0.25],
    ];
    expect([...poolScales(scales, { kind: "gem", p: 1 })]).toEqual([...poolScales(scales, { kind: "mean" })]);
    const pooled = poolScales(scales, { kind: "gem", p: 3 });
    expect(pooled[0]).toBeCloseTo(14 ** (1 / 3), 9);
    expect(pooled[1]).toBeLessThan(0);
  });
});
