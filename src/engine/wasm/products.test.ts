import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

import { describe, expect, it } from "vitest";

import { type Matrix, zeroMatrix } from "../../core/numeric/matrix";
import { seededRandom } from "../../core/numeric/random";
import { normalizeInPlace } from "../../core/numeric/vectors";
import { mergeGathered, searchExtremes } from "../../core/ranking/extremes";
import { innerProductScorer } from "../../core/ranking/innerProductScorer";
import { findNeighborsPlainly } from "../../core/ranking/neighbors";
import { readWasmFeatures } from "../device/wasmFeatures";
import { gatherProducts } from "./gatherProducts";
import { productScorer } from "./productScorer";

// Node 20 has relaxed SIMD behind a flag; later versions have it, and only warn of a flag that is gone.
if (!readWasmFeatures(false).hasRelaxedSimd) setFlagsFromString("--experimental-wasm-relaxed-simd");

const moduleNamed = (name: string) =>
  new WebAssembly.Module(readFileSync(new URL(`./generated/${name}.wasm`, import.meta.url)));
const pace = { pause: () => undefined };

function unitRows(rows: number, columns: number, seed: number): Matrix {
  const random = seededRandom(seed);
  const matrix = zeroMatrix(rows, columns);
  for (let i = 0; i < matrix.values.length; i++) matrix.values[i] = random.normal();
  for (let row = 0; row < rows; row++) normalizeInPlace(matrix.values.subarray(row * columns, (row + 1) * columns));
  return matrix;
}

describe.each(["productKernels", "relaxedProductKernels"])("inner products by %s", (name) => {
  const module = moduleNamed(name);

  /** What the threads find together. */
  async function extremesOf(vectors: Matrix, count: number, threads: number) {
    const shares = Array.from({ length: threads }, (_, index) => ({ index, count: threads }));
    const parts = await Promise.all(shares.map((share) => gatherProducts(module, vectors, count, { share, pace })));
    return mergeGathered(parts, vectors, Math.min(count, vectors.rows));
  }

  it.each([
    [1, 5, 3, 1],
    [70, 13, 7, 1],
    [300, 32, 21, 2],
    [515, 6, 40, 3],
  ])(
    "finds nearest and farthest of %i rows of %i dimensions as plain search does",
    async (rows, columns, k, threads) => {
      const vectors = unitRows(rows, columns, rows);
      const count = Math.min(k, rows);
      const search = { questions: vectors, answers: vectors, count, wantsLowest: true };
      const expected = await searchExtremes(search, findNeighborsPlainly);
      const found = await extremesOf(vectors, k, threads);
      expect([...found.neighbors.rows]).toEqual([...expected.neighbors.rows]);
      found.neighbors.scores.forEach((score, i) => expect(score).toBeCloseTo(expected.neighbors.scores[i]!, 5));
      found.lowest.forEach((score, i) => expect(score).toBeCloseTo(expected.lowest[i]!, 5));
    },
  );

  it("puts equal rows in ascending order", async () => {
    const vectors = unitRows(40, 8, 3);
    for (let row = 1; row < 40; row += 3) vectors.values.copyWithin(row * 8, 0, 8);
    const expected = await findNeighborsPlainly(vectors, vectors, 16);
    expect([...(await extremesOf(vectors, 16, 2)).neighbors.rows]).toEqual([...expected.rows]);
  });

  it("stops where its pace throws", async () => {
    const stop = { pause: () => Promise.reject(new Error("stopped")) };
    const share = { index: 0, count: 1 };
    await expect(gatherProducts(module, unitRows(5, 4, 1), 2, { share, pace: stop })).rejects.toThrow("stopped");
  });

  it.each([
    [3, 5, 3],
    [130, 300, 10],
  ])("scores %i queries and %i rows as plain products do", async (asked, rows, columns) => {
    const [queries, gallery] = [unitRows(asked, columns, 1), unitRows(rows, columns, 2)];
    const scores = new Float32Array(asked * rows);
    await productScorer(module, queries, gallery).score(0, asked, scores);
    const expected = new Float32Array(asked * rows);
    await innerProductScorer(queries, gallery).score(0, asked, expected);
    const off = scores.reduce((most, score, i) => Math.max(most, Math.abs(score - expected[i]!)), 0);
    expect(off).toBeLessThan(1e-6);
    const some = new Float32Array(2 * rows);
    await productScorer(module, queries, gallery).score(1, 3, some);
    expect([...some]).toEqual([...scores.subarray(rows, 3 * rows)]);
  });
});
