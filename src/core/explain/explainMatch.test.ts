import { describe, expect, it } from "vitest";

import type { FeatureMap } from "../aggregation/featureMap";
import type { Whitening } from "../embedding/whitening";
import { storedVector } from "../embedding/whitening";
import { seededRandom } from "../numeric/random";
import { dot } from "../numeric/vectors";
import { additiveVector } from "./additiveVector";
import { type AffineHead, poolingHead } from "./affineHead";
import { explainMatch } from "./explainMatch";
import { type RunHead, probeHead } from "./probeHead";

const random = seededRandom(7);
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());

function randomMap(channels: number, height: number, width: number): FeatureMap {
  return { channels, height, width, values: normals(channels * height * width).map((value) => Math.max(0, value)) };
}

const [channels, dimension] = [12, 7];
const head = (power: number): AffineHead => ({
  channels,
  dimension,
  power,
  weight: normals(dimension * channels),
  bias: normals(dimension),
});
const whitening: Whitening = {
  mean: normals(dimension).map((value) => value / 10),
  projection: normals(dimension * 5),
};

/** The embedding by the formulas alone. */
function embeddingInPlainLoops(map: FeatureMap, { weight, bias, power }: AffineHead): Float32Array {
  const count = map.height * map.width;
  const pooled = Array.from({ length: map.channels }, (_, c) => {
    const values = [...map.values.subarray(c * count, (c + 1) * count)];
    if (power === Infinity) return Math.max(...values);
    return (values.reduce((sum, value) => sum + value ** power, 0) / count) ** (1 / power);
  });
  if (weight === null) return Float32Array.from(pooled);
  return bias.map((value, d) => pooled.reduce((sum, g, c) => sum + weight[d * map.channels + c]! * g, value));
}

const cases = [1, 2.44, 3, Infinity].flatMap((power) => [null, whitening].map((white) => ({ power, white })));

describe("a score taken apart", () => {
  it.each(cases)("sums to the cosine of the stored vectors, from both sides (p $power)", ({ power, white }) => {
    const one = head(power);
    const [query, hit] = [randomMap(channels, 4, 3), randomMap(channels, 2, 5)];
    const [q, h] = [query, hit].map((map) => storedVector(embeddingInPlainLoops(map, one), white));
    const found = explainMatch(additiveVector(query, one, white), additiveVector(hit, one, white));
    expect(found.score).toBeCloseTo(dot(q!, h!), 5);
    for (const side of [found.query, found.hit]) {
      expect(side.scores.reduce((sum, value) => sum + value, side.rest)).toBeCloseTo(found.score, 5);
    }
    expect(found.pairs).toHaveLength(12 * 10);
  });

  it("gives the same pairs whichever picture is called the query", () => {
    const one = head(3);
    const [a, b] = [randomMap(channels, 2, 2), randomMap(channels, 3, 2)].map((map) => additiveVector(map, one, null));
    const [there, back] = [explainMatch(a!, b!), explainMatch(b!, a!)];
    expect(back.query).toEqual(there.hit);
    expect(back.hit).toEqual(there.query);
    for (let q = 0; q < 4; q++) for (let h = 0; h < 6; h++) expect(there.pairs[q * 6 + h]).toBe(back.pairs[h * 4 + q]);
  });

  it("gives pairs that sum over the hit to the query place's score, less what it shares with the hit's rest", () => {
    const one = head(2);
    const [a, b] = [randomMap(channels, 2, 2), randomMap(channels, 3, 2)].map((map) =>
      additiveVector(map, one, whitening),
    );
    const { pairs, query } = explainMatch(a!, b!);
    for (let q = 0; q < 4; q++) {
      const sum = pairs.subarray(q * 6, q * 6 + 6).reduce((total, value) => total + value, 0);
      expect(sum + dot(a!.places.subarray(q * 5, q * 5 + 5), b!.rest)).toBeCloseTo(query.scores[q]!, 5);
    }
  });

  it("lets a place of zeros give nothing", () => {
    const map = randomMap(channels, 3, 3);
    for (let c = 0; c < channels; c++) map.values[c * 9 + 4] = 0;
    const other = additiveVector(randomMap(channels, 3, 3), poolingHead(channels, 3), null);
    const { query, pairs } = explainMatch(additiveVector(map, poolingHead(channels, 3), null), other);
    expect(query.scores[4]).toBe(0);
    expect([...pairs.subarray(4 * 9, 5 * 9)].every((value) => value === 0)).toBe(true);
  });

  it("is the plain decomposition of Stylianou et al. for averages: each pair's inner product over both lengths", () => {
    const one = poolingHead(channels, 1);
    const [a, b] = [randomMap(channels, 2, 2), randomMap(channels, 2, 2)];
    const { pairs } = explainMatch(additiveVector(a, one, null), additiveVector(b, one, null));
    const lengthOf = (map: FeatureMap) => Math.hypot(...embeddingInPlainLoops(map, one));
    let product = 0;
    for (let c = 0; c < channels; c++) product += a.values[c * 4 + 1]! * b.values[c * 4 + 2]!;
    expect(pairs[1 * 4 + 2]).toBeCloseTo(product / 16 / (lengthOf(a) * lengthOf(b)), 6);
  });

  it("is all zeros, and finite, for a map of zeros", () => {
    const zeros = { channels, height: 2, width: 2, values: new Float32Array(channels * 4) };
    const { score, query } = explainMatch(
      additiveVector(zeros, poolingHead(channels, 3), null),
      additiveVector(randomMap(channels, 2, 2), poolingHead(channels, 3), null),
    );
    expect(score).toBe(0);
    expect([...query.scores]).toEqual([0, 0, 0, 0]);
  });

  it("pools only the places that it is told to", () => {
    const one = head(2.44);
    const map = randomMap(channels, 2, 3);
    const inside = [false, true, true, false, true, true];
    const cut = { channels, height: 2, width: 2, values: map.values.filter((_, i) => inside[i % 6]) };
    const part = additiveVector(map, one, whitening, inside);
    additiveVector(cut, one, whitening).vector.forEach((value, d) => expect(part.vector[d]).toBeCloseTo(value, 5));
    expect([...part.places.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("probing a head", () => {
  const runOf =
    (embed: (map: FeatureMap) => Float32Array): RunHead =>
    (maps, [count, mapChannels, height, width]) => {
      const length = mapChannels * height * width;
      const rows = Array.from({ length: count }, (_, i) =>
        embed({ channels: mapChannels, height, width, values: maps.slice(i * length, (i + 1) * length) }),
      );
      return Promise.resolve(Float32Array.from(rows.flatMap((row) => [...row])));
    };

  it.each([1, 2.443, 3, Infinity])("finds power, weights and bias (p %d)", async (power) => {
    const known = head(power);
    const found = await probeHead(
      runOf((map) => embeddingInPlainLoops(map, known)),
      channels,
    );
    expect(found).not.toBeNull();
    if (power === Infinity) expect(found?.power).toBe(Infinity);
    else expect(found?.power).toBeCloseTo(power, 3);
    known.weight?.forEach((value, i) => expect(found?.weight?.[i]).toBeCloseTo(value, 5));
    known.bias.forEach((value, d) => expect(found?.bias[d]).toBeCloseTo(value, 6));
  });

  it("does not take a neck with activations for an affine one", async () => {
    const known = head(3);
    const run = runOf((map) => embeddingInPlainLoops(map, known).map((value) => Math.max(0.1 * value, value)));
    expect(await probeHead(run, channels)).toBeNull();
  });

  it("does not take a sum, or unit vectors, for a generalized mean", async () => {
    const known = poolingHead(channels, 1);
    const sum = runOf((map) => embeddingInPlainLoops(map, known).map((value) => value * map.height * map.width));
    const unit = runOf((map) => storedVector(embeddingInPlainLoops(map, known), null));
    expect(await probeHead(sum, channels)).toBeNull();
    expect(await probeHead(unit, channels)).toBeNull();
  });
});
