import { describe, expect, it } from "vitest";

import type { Matrix } from "../numeric/matrix";
import { seededRandom } from "../numeric/random";
import { dot, normalizeInPlace } from "../numeric/vectors";
import { rerankVectorsByDiffusion } from "./diffusion";
import { type DiffusionOptions, mutualNeighborGraph } from "./diffusionGraph";
import { findNeighborsPlainly } from "./neighbors";
import type { Scorer } from "./scorer";

const tools = { findNeighbors: findNeighborsPlainly };

function unitRows(rows: number, seed: number): Matrix {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: rows * 4 }, () => random.normal() + 0.5);
  for (let row = 0; row < rows; row++) normalizeInPlace(values.subarray(row * 4, row * 4 + 4));
  return { rows, columns: 4, values };
}

async function scoresOf(scorer: Scorer): Promise<number[]> {
  const scores = new Float32Array(scorer.queries * scorer.rows);
  await scorer.score(0, scorer.queries, scores);
  return [...scores];
}

const rowsOf = ({ rows, values }: Matrix): Float32Array[] =>
  Array.from({ length: rows }, (_, row) => values.subarray(row * 4, row * 4 + 4));

/** Whole matrices and Gauss's elimination. */
function denseDiffusion(query: Float32Array, gallery: Float32Array[], options: DiffusionOptions): number[] {
  const power = (a: Float32Array, b: Float32Array): number => Math.max(dot(a, b), 0) ** options.gamma;
  const byScore = (from: Float32Array, without: number): number[] =>
    gallery
      .map((_, i) => i)
      .filter((i) => i !== without)
      .sort((a, b) => dot(from, gallery[b]!) - dot(from, gallery[a]!));
  const near = gallery.map((vector, i) => byScore(vector, i).slice(0, options.k));
  const edges = gallery.map((a, i) =>
    gallery.map((b, j) => (near[i]!.includes(j) && near[j]!.includes(i) ? power(a, b) : 0)),
  );
  const degrees = edges.map((row) => row.reduce((sum, value) => sum + value, 0));
  const start = gallery.map(() => 0);
  for (const i of byScore(query, -1).slice(0, options.queryNeighbors ?? 10)) start[i] = power(query, gallery[i]!);
  const system = edges.map((row, i) => [
    ...row.map(
      (value, j) => (i === j ? 1 : 0) - (value && (options.alpha * value) / Math.sqrt(degrees[i]! * degrees[j]!)),
    ),
    start[i]!,
  ]);
  for (let pivot = 0; pivot < system.length; pivot++) {
    for (let row = 0; row < system.length; row++) {
      if (row === pivot) continue;
      const factor = system[row]![pivot]! / system[pivot]![pivot]!;
      system[row] = system[row]!.map((value, column) => value - factor * system[pivot]![column]!);
    }
  }
  return system.map((row, i) => row.at(-1)! / row[i]!);
}

describe("rerankVectorsByDiffusion", () => {
  it("equals elimination on whole matrices", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const options = { k: 2 + (seed % 5), gamma: 1 + (seed % 3), alpha: 0.9 + 0.01 * (seed % 10), queryNeighbors: 3 };
      const queries = unitRows(2, seed);
      const gallery = unitRows(25, 100 + seed);
      const found = await scoresOf(await rerankVectorsByDiffusion(queries, gallery, options, tools));
      rowsOf(queries).forEach((query, q) => {
        denseDiffusion(query, rowsOf(gallery), options).forEach((expected, row) => {
          const score = found[q * 25 + row]!;
          if (expected > 1e-9) expect(Math.abs(score - expected)).toBeLessThan(1e-4 * (1 + expected));
          else expect(score).toBeLessThanOrEqual(0);
        });
      });
    }
  });

  it("ranks what it does not reach below, by inner product", async () => {
    const queries = { rows: 1, columns: 2, values: Float32Array.of(1, 0) };
    // Two near the query, linked; two far from it, linked; one between, whose neighbors have nearer ones.
    const angles = [0.1, 0.2, 1.5, 1.55, 1];
    const values = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
    const options = { k: 1, gamma: 3, alpha: 0.99, queryNeighbors: 1 };
    const gallery = { rows: 5, columns: 2, values };
    const scores = await scoresOf(await rerankVectorsByDiffusion(queries, gallery, options, tools));
    expect(scores[0]).toBeGreaterThan(scores[1]!);
    expect(scores[1]).toBeGreaterThan(0);
    expect(scores[4]).toBe(0);
    expect(scores[2]).toBeLessThan(0);
    expect(scores[3]).toBeLessThan(scores[2]!);
  });

  it("takes only the query's nearest where it is cut to them", async () => {
    const gallery = unitRows(40, 3);
    const queries = unitRows(1, 4);
    const options = { k: 5, gamma: 3, alpha: 0.99 };
    const cut = await rerankVectorsByDiffusion(queries, gallery, options, { ...tools, truncation: 10 });
    expect((await scoresOf(cut)).filter((score) => score > 0).length).toBeLessThanOrEqual(10);
  });

  it("scores the start alone where nothing is passed on", async () => {
    const options = { k: 5, gamma: 1, alpha: 0, queryNeighbors: 1 };
    const [queries, gallery] = [unitRows(1, 5), unitRows(20, 6)];
    const scores = await scoresOf(await rerankVectorsByDiffusion(queries, gallery, options, tools));
    const products = rowsOf(gallery).map((row) => dot(rowsOf(queries)[0]!, row));
    expect(Math.max(...scores)).toBeCloseTo(Math.max(...products), 5);
    expect(scores.filter((score) => score > 0)).toHaveLength(1);
  });

  it("refuses options that mean nothing", async () => {
    const run = (options: DiffusionOptions): Promise<Scorer> =>
      rerankVectorsByDiffusion(unitRows(1, 1), unitRows(5, 2), options, tools);
    await expect(run({ k: 0, gamma: 3, alpha: 0.9 })).rejects.toThrow("expected k of diffusion to be");
    await expect(run({ k: 5, gamma: 0, alpha: 0.9 })).rejects.toThrow("gamma");
    await expect(run({ k: 5, gamma: 3, alpha: 1 })).rejects.toThrow(
      "alpha of diffusion to be from 0 to below 1; found 1",
    );
  });
});

describe("mutualNeighborGraph", () => {
  it("links rows that are among each other's nearest, not counting themselves", async () => {
    const angles = [0, 0.1, 0.3, 2];
    const gallery = {
      rows: 4,
      columns: 2,
      values: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    };
    const options = { k: 1, gamma: 2, alpha: 0.9 };
    const graph = mutualNeighborGraph(await findNeighborsPlainly(gallery, gallery, 2), options);
    expect([...graph.starts]).toEqual([0, 1, 2, 2, 2]);
    expect([...graph.columns]).toEqual([1, 0]);
    expect(graph.values[0]).toBeCloseTo(Math.cos(0.1) ** 2, 6);
  });
});
