import { describe, expect, it } from "vitest";

import { type Matrix, pickRows } from "../numeric/matrix";
import { seededRandom } from "../numeric/random";
import { normalizeInPlace } from "../numeric/vectors";
import { poolDistances } from "./distanceMatrixPool";
import { JaccardDistances, rerankByKReciprocal, rerankVectorsByKReciprocal } from "./kReciprocal";
import { type KReciprocalForm, type KReciprocalOptions, rulesOf, standardKReciprocal } from "./kReciprocalOptions";
import { poolVectors } from "./kReciprocalPool";
import { findNeighborsPlainly } from "./neighbors";
import type { Scorer } from "./scorer";

const tools = { findNeighbors: findNeighborsPlainly };
const forms: readonly KReciprocalForm[] = ["distance", "feature", "jaccard", "pyretri", "digix2"];

/** Vectors in clusters, so that there are reciprocal neighbors. */
function clustered(rows: number, seed: number, isUnit = true): Matrix {
  const random = seededRandom(seed);
  const centers = Array.from({ length: 4 }, () => Array.from({ length: 6 }, () => random.normal()));
  const values = new Float32Array(rows * 6);
  for (let row = 0; row < rows; row++) {
    const center = centers[random.integer(4)]!;
    const vector = values.subarray(row * 6, row * 6 + 6);
    vector.set(center.map((value) => value + 0.5 * random.normal()));
    if (isUnit) normalizeInPlace(vector);
  }
  return { rows, columns: 6, values };
}

const split = (all: Matrix, queries: number): [Matrix, Matrix] => [
  { rows: queries, columns: all.columns, values: all.values.slice(0, queries * all.columns) },
  { rows: all.rows - queries, columns: all.columns, values: all.values.slice(queries * all.columns) },
];

async function scoresOf(scorer: Scorer): Promise<number[]> {
  const scores = new Float32Array(scorer.queries * scorer.rows);
  await scorer.score(0, scorer.queries, scores);
  return [...scores];
}

/** The published algorithm with whole matrices, by the words of the paper. */
function denseFinalDistances(all: Matrix, queries: number, options: KReciprocalOptions): number[] {
  const { fromSquared, isScaled, extra } = rulesOf(options.form);
  const size = all.rows;
  const row = (i: number): number[] => [...all.values.subarray(i * all.columns, (i + 1) * all.columns)];
  const squared = (i: number, j: number): number => row(i).reduce((sum, x, d) => sum + (x - row(j)[d]!) ** 2, 0);
  const indices = Array.from({ length: size }, (_, i) => i);
  const plain = indices.map((i) => indices.map((j) => squared(i, j)));
  const distances = plain.map((line) => {
    const own = line.map(fromSquared);
    return isScaled ? own.map((distance) => distance / Math.max(...own)) : own;
  });
  const ranks = distances.map((line) => indices.toSorted((a, b) => line[a]! - line[b]! || a - b));
  const full = options.k1 + extra;
  const half = Math.min(full, [0, 0, 1, 2, 2, 2, 3, 4, 4, 4, 5][options.k1]! + 1);
  const reciprocal = (i: number, length: number): number[] =>
    ranks[i]!.slice(0, length).filter((j) => ranks[j]!.slice(0, length).includes(i));
  const own = indices.map((i) => {
    const set = reciprocal(i, full);
    const expanded = new Set(set);
    for (const candidate of set) {
      const theirs = reciprocal(candidate, half);
      const shared = theirs.filter((j) => set.includes(j)).length;
      if (shared > options.expansion * theirs.length) theirs.forEach((j) => expanded.add(j));
    }
    const sum = [...expanded].reduce((total, j) => total + Math.exp(-distances[i]![j]!), 0);
    return indices.map((j) => (expanded.has(j) ? Math.exp(-distances[i]![j]!) / sum : 0));
  });
  const averaged = indices.map((i) => {
    const near = ranks[i]!.slice(0, Math.min(options.k2, extra === 0 ? full : size));
    return indices.map((j) => near.reduce((sum, n) => sum + own[n]![j]!, 0) / near.length);
  });
  return indices.slice(0, queries).flatMap((i) =>
    indices.slice(queries).map((j) => {
      const shared = indices.reduce((sum, n) => sum + Math.min(averaged[i]![n]!, averaged[j]![n]!), 0);
      const mixed = isScaled ? distances[i]![j]! : plain[i]![j]! / (options.metric === "euclidean" ? 1 : 2);
      return (1 - shared / (2 - shared)) * (1 - options.lambda) + mixed * options.lambda;
    }),
  );
}

describe("rerankVectorsByKReciprocal", () => {
  it("equals the dense algorithm, in every form and for many parameters", async () => {
    let seed = 0;
    for (const form of forms) {
      for (const k1 of [1, 2, 5, 7, 10]) {
        for (const [k2, lambda, expansion] of [
          [1, 0.3, 2 / 3],
          [3, 0, 0.4],
          [6, 0.5, 2 / 3],
        ] as const) {
          const options: KReciprocalOptions = { form, k1, k2, lambda, expansion, isFloat16: false };
          const all = clustered(24, ++seed, form === "distance" || seed % 2 === 0);
          const [queries, gallery] = split(all, 4);
          const found = await scoresOf(await rerankVectorsByKReciprocal(queries, gallery, options, tools));
          const expected = denseFinalDistances(all, 4, options);
          const worst = Math.max(...found.map((score, i) => Math.abs(score + expected[i]!)));
          expect(worst, `${form} k1 ${k1} k2 ${k2}`).toBeLessThan(2e-5);
        }
      }
    }
  });

  it("mixes the squared distance into jaccard where that is the metric", async () => {
    const options: KReciprocalOptions = { ...standardKReciprocal, form: "jaccard", k1: 5, k2: 2, metric: "euclidean" };
    const all = clustered(20, 3, false);
    const found = await scoresOf(await rerankVectorsByKReciprocal(...split(all, 3), options, tools));
    denseFinalDistances(all, 3, options).forEach((distance, i) => expect(-found[i]!).toBeCloseTo(distance, 4));
  });

  it("gives the scaled distance alone where lambda is 1", async () => {
    const options = { ...standardKReciprocal, form: "feature", k1: 2, k2: 1, lambda: 1 } as const;
    const queries = { rows: 1, columns: 2, values: Float32Array.of(1, 0) };
    const gallery = { rows: 3, columns: 2, values: Float32Array.of(1, 0, 0, 1, -1, 0) };
    // Squared distances are 0, 2 and 4, the farthest of the query 4.
    expect(await scoresOf(await rerankVectorsByKReciprocal(queries, gallery, options, tools))).toEqual([-0, -0.5, -1]);
  });

  it("does not depend on the order of the gallery", async () => {
    const [queries, gallery] = split(clustered(30, 11), 5);
    const turned = { ...gallery, values: new Float32Array(gallery.values.length) };
    for (let row = 0; row < 25; row++) {
      turned.values.set(gallery.values.subarray(row * 6, row * 6 + 6), (24 - row) * 6);
    }
    const options = { ...standardKReciprocal, k1: 6, k2: 3 };
    const straight = await scoresOf(await rerankVectorsByKReciprocal(queries, gallery, options, tools));
    const reversed = await scoresOf(await rerankVectorsByKReciprocal(queries, turned, options, tools));
    for (let i = 0; i < 125; i++) {
      const [query, row] = [Math.floor(i / 25), i % 25];
      expect(reversed[query * 25 + 24 - row]).toBeCloseTo(straight[i]!, 5);
    }
  });

  it("scores a few queries at a time as it scores all", async () => {
    const scorer = await rerankVectorsByKReciprocal(...split(clustered(20, 4), 5), standardKReciprocal, tools);
    const some = new Float32Array(2 * 15);
    await scorer.score(2, 4, some);
    expect([...some]).toEqual((await scoresOf(scorer)).slice(30, 60));
  });

  it("clips lists that are longer than the set, and takes one query", async () => {
    const options = { ...standardKReciprocal, k1: 500, k2: 400 };
    const scores = await scoresOf(await rerankVectorsByKReciprocal(...split(clustered(5, 8), 1), options, tools));
    expect(scores).toHaveLength(4);
    expect(scores.every((score) => score <= 0 && score >= -1)).toBe(true);
  });

  it("stays within float16's fineness of float32", async () => {
    const [queries, gallery] = split(clustered(24, 5), 4);
    const options = { ...standardKReciprocal, form: "feature", k1: 6, k2: 3 } as const;
    const fine = await scoresOf(await rerankVectorsByKReciprocal(queries, gallery, options, tools));
    const coarse = { ...options, isFloat16: true };
    const rounded = await scoresOf(await rerankVectorsByKReciprocal(queries, gallery, coarse, tools));
    expect(rounded).not.toEqual(fine);
    rounded.forEach((score, i) => expect(Math.abs(score - fine[i]!)).toBeLessThan(2e-3));
  });

  it("refuses options that mean nothing, and says what was found", async () => {
    const [queries, gallery] = split(clustered(8, 1), 2);
    const run = (options: Partial<KReciprocalOptions>): Promise<Scorer> =>
      rerankVectorsByKReciprocal(queries, gallery, { ...standardKReciprocal, ...options }, tools);
    await expect(run({ lambda: -0.1 })).rejects.toThrow(
      "expected lambda of k-reciprocal re-ranking to be from 0 to 1; found -0.1",
    );
    await expect(run({ lambda: NaN })).rejects.toThrow("found NaN");
    await expect(run({ k1: 0 })).rejects.toThrow("expected k1");
    await expect(run({ k2: 1.5 })).rejects.toThrow("expected k2");
    await expect(run({ expansion: 2 })).rejects.toThrow("expected the expansion");
  });

  it("names vectors that are zero or hold NaN", async () => {
    const [queries, gallery] = split(clustered(8, 1), 2);
    gallery.values.fill(0, 6, 12);
    await expect(rerankVectorsByKReciprocal(queries, gallery, standardKReciprocal, tools)).rejects.toThrow(
      "gallery row 1 is zero",
    );
    queries.values[7] = NaN;
    await expect(rerankVectorsByKReciprocal(queries, gallery, standardKReciprocal, tools)).rejects.toThrow(
      "query 1 holds NaN",
    );
  });
});

describe("JaccardDistances", () => {
  it("lie between 0 and 1, and rows that share nothing are 1 apart", async () => {
    const options = { ...standardKReciprocal, k1: 3, k2: 2 };
    const [queries, gallery] = split(clustered(30, 2), 3);
    const jaccard = JaccardDistances.of(await poolVectors(queries, gallery, options, tools), options);
    const distances = new Float32Array(30);
    jaccard.write(0, 0, distances);
    expect(distances[0]).toBeCloseTo(0, 6);
    expect(Math.max(...distances)).toBe(1);
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(0);
  });
});

describe("poolDistances", () => {
  const matrix = (rows: number, columns: number, values: number[]): Matrix => ({
    rows,
    columns,
    values: Float32Array.from(values),
  });

  it("re-ranks given distances as it does the vectors that they are of", async () => {
    const [queries, gallery] = split(clustered(20, 6), 4);
    const cosines = (a: Matrix, b: Matrix): Matrix => {
      const values: number[] = [];
      for (let i = 0; i < a.rows; i++) {
        for (let j = 0; j < b.rows; j++) {
          let sum = 0;
          for (let d = 0; d < 6; d++) sum += a.values[i * 6 + d]! * b.values[j * 6 + d]!;
          values.push(1 - sum);
        }
      }
      return matrix(a.rows, b.rows, values);
    };
    const matrices = {
      queryGallery: cosines(queries, gallery),
      queryQuery: cosines(queries, queries),
      galleryGallery: cosines(gallery, gallery),
    };
    const options = { ...standardKReciprocal, k1: 6, k2: 3 };
    const given = await scoresOf(rerankByKReciprocal(poolDistances(matrices, options), options));
    const told = await scoresOf(await rerankVectorsByKReciprocal(queries, gallery, options, tools));
    given.forEach((score, i) => expect(score).toBeCloseTo(told[i]!, 5));
  });

  it("refuses matrices that do not fit together or hold NaN", () => {
    const whole = matrix(1, 2, [1, 2]);
    const single = matrix(1, 1, [0]);
    const square = matrix(2, 2, [0, 1, 1, 0]);
    expect(() =>
      poolDistances({ queryGallery: whole, queryQuery: single, galleryGallery: single }, standardKReciprocal),
    ).toThrow("expected distances of 1 × 1 and 2 × 2 beside 1 × 2; found 1 × 1 and 1 × 1");
    expect(() =>
      poolDistances(
        { queryGallery: matrix(1, 2, [NaN, 2]), queryQuery: single, galleryGallery: square },
        standardKReciprocal,
      ),
    ).toThrow("found NaN");
  });
});

describe("queries that are in the gallery", () => {
  it("stand once in the pool: their scores are those of the gallery's own rows", async () => {
    const gallery = clustered(30, 5);
    const queries = pickRows(gallery, [4, 9]);
    const options = { ...standardKReciprocal, form: "feature", k1: 6, k2: 3 } as const;
    const scorer = await rerankVectorsByKReciprocal(queries, gallery, options, {
      ...tools,
      ownRows: Int32Array.of(4, 9),
    });
    // The same rows as queries of a pool that holds them first and nowhere else.
    const others = Array.from({ length: 30 }, (_, row) => row).filter((row) => row !== 4 && row !== 9);
    const apart = await rerankVectorsByKReciprocal(queries, pickRows(gallery, others), options, tools);
    const [found, expected] = [await scoresOf(scorer), await scoresOf(apart)];
    const withoutOwn = [0, 30].flatMap((start) => others.map((row) => found[start + row]!));
    withoutOwn.forEach((score, at) => expect(score).toBeCloseTo(expected[at]!, 5));
  });
});
