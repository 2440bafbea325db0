import { describe, expect, it } from "vitest";

import { squaredDistances } from "../numeric/distances";
import { type Matrix, rowOf, rowsBetween, stackRows } from "../numeric/matrix";
import { normalizedRows } from "../numeric/normalizedRows";
import { type Random, seededRandom } from "../numeric/random";
import { dot } from "../numeric/vectors";
import { expandQueries } from "./expandQueries";
import { findNeighborsPlainly } from "./neighbors";
import type { RankedVectors } from "./rankedVectors";
import type { ExpandQueriesStep } from "./rankRecipe";

type Options = Omit<ExpandQueriesStep, "kind">;

const tools = { findNeighbors: findNeighborsPlainly };
const forms: readonly Options["form"][] = ["fast-reid", "dirtorch", "deep-retrieval", "pyretri"];

function randomMatrix(random: Random, rows: number, columns: number): Matrix {
  return { rows, columns, values: Float32Array.from({ length: rows * columns }, () => random.normal()) };
}

function randomVectors(seed: number, isUnit: boolean): RankedVectors {
  const random = seededRandom(seed);
  const shaped = (matrix: Matrix): Matrix => (isUnit ? normalizedRows(matrix) : matrix);
  const [queries, gallery] = [randomMatrix(random, 3, 5), randomMatrix(random, 8, 5)];
  return { queries: shaped(queries), gallery: shaped(gallery), ownRows: null };
}

/** The queries, the first of which is gallery row 4 too. */
function withOwnRow({ queries, gallery }: RankedVectors): RankedVectors {
  const values = gallery.values.slice();
  values.set(rowOf(queries, 0), 4 * gallery.columns);
  return { queries, gallery: { ...gallery, values }, ownRows: Int32Array.of(4, -1, -1) };
}

/** The k candidates that are first by a key, of which higher is better. */
function best(candidates: readonly number[], k: number, keyOf: (row: number) => number): readonly number[] {
  return [...candidates].sort((a, b) => keyOf(b) - keyOf(a) || a - b).slice(0, k);
}

function power(similarity: number, alpha: number): number {
  return similarity < 0 && !Number.isInteger(alpha) ? 0 : similarity ** alpha;
}

/** One round for one query by its definition, in plain numbers. */
function expandedByDefinition(vectors: RankedVectors, query: number, { form, k, alpha }: Options): number[] {
  const { queries, gallery, ownRows } = vectors;
  const own = rowOf(queries, query);
  const sum = (parts: readonly (readonly [number, Float32Array])[]): number[] =>
    [...own.keys()].map((i) => parts.reduce((total, [weight, part]) => total + weight * part[i]!, 0));
  if (form === "fast-reid") {
    // As the code pools them: every query and every gallery row, but a picture that is both once.
    const alone = [...Array(queries.rows).keys()].filter((row) => (ownRows?.[row] ?? -1) < 0);
    const rows = [
      ...alone.map((row) => rowOf(queries, row)),
      ...[...Array(gallery.rows).keys()].map((row) => rowOf(gallery, row)),
    ];
    const cosine = (row: number): number =>
      dot(own, rows[row]!) / Math.sqrt(dot(own, own) * dot(rows[row]!, rows[row]!));
    const nearest = best([...rows.keys()], k, cosine);
    return sum(nearest.map((row) => [power(cosine(row), alpha) / nearest.length, rows[row]!]));
  }
  const others = [...Array(gallery.rows).keys()].filter((row) => row !== ownRows?.[query]);
  const distances = rowOf(squaredDistances(queries, gallery), query);
  const similarity = (row: number): number => dot(own, rowOf(gallery, row));
  const nearest = best(others, k, (row) => (form === "pyretri" ? -distances[row]! : similarity(row)));
  const weightOf = (row: number): number => (form === "dirtorch" ? power(similarity(row), alpha) : 1);
  const parts = nearest.map((row) => [weightOf(row), rowOf(gallery, row)] as const);
  const total = sum([[1, own], ...parts]);
  if (form === "pyretri") return total;
  if (form === "deep-retrieval") return total.map((value) => value / (nearest.length + 1));
  return total.map((value) => value / Math.hypot(...total));
}

describe("expandQueries", () => {
  const byHand: RankedVectors = {
    queries: { rows: 1, columns: 2, values: Float32Array.of(1, 0) },
    gallery: { rows: 3, columns: 2, values: Float32Array.of(0.6, 0.8, 0, 1, -1, 0) },
    ownRows: null,
  };

  it.each<[Options["form"], number[]]>([
    // The query with 1, row 0 with 0.36: halves of their sum.
    ["fast-reid", [(1 + 0.36 * 0.6) / 2, (0.36 * 0.8) / 2]],
    ["dirtorch", [1.216 / Math.hypot(1.216, 0.288), 0.288 / Math.hypot(1.216, 0.288)]],
    ["deep-retrieval", [0.8, 0.4]],
    ["pyretri", [1.6, 0.8]],
  ])("%s is what it is by hand", async (form, expected) => {
    const k = form === "fast-reid" ? 2 : 1;
    const { queries, gallery } = await expandQueries(byHand, { form, k, alpha: 2, times: 1 }, tools);
    expected.forEach((value, i) => expect(queries.values[i]).toBeCloseTo(value, 6));
    if (form === "fast-reid") {
      // Row 0: itself with 1, row 1 with 0.64.
      expect(gallery.values[0]).toBeCloseTo(0.3, 6);
      expect(gallery.values[1]).toBeCloseTo((0.8 + 0.64) / 2, 6);
    } else expect(gallery).toBe(byHand.gallery);
  });

  it.each(forms)("%s equals its definition for many sizes, powers and lengths of vectors", async (form) => {
    for (let seed = 1; seed <= 24; seed++) {
      const drawn = randomVectors(seed, seed % 2 === 0);
      const vectors = seed % 3 === 0 ? withOwnRow(drawn) : drawn;
      const options: Options = { form, k: 1 + (seed % 6), alpha: [0, 1, 2, 2.5, 3][seed % 5]!, times: 1 };
      const { queries } = await expandQueries(vectors, options, tools);
      for (let query = 0; query < queries.rows; query++) {
        const expected = expandedByDefinition(vectors, query, options);
        expected.forEach((value, i) => expect(rowOf(queries, query)[i]).toBeCloseTo(value, 4));
      }
    }
  });

  it.each(forms)("%s in two rounds is one round after another, none leaves vectors as they are", async (form) => {
    const vectors = withOwnRow(randomVectors(5, true));
    const once: Options = { form, k: 3, alpha: 2, times: 1 };
    const twice = await expandQueries(await expandQueries(vectors, once, tools), once, tools);
    expect(await expandQueries(vectors, { ...once, times: 2 }, tools)).toEqual(twice);
    expect(await expandQueries(vectors, { ...once, times: 0 }, tools)).toBe(vectors);
  });

  it.each(forms)("%s leaves its input as it was", async (form) => {
    const [vectors, same] = [randomVectors(6, false), randomVectors(6, false)];
    await expandQueries(vectors, { form, k: 3, alpha: 3, times: 2 }, tools);
    expect(vectors).toEqual(same);
  });

  it.each(forms)("%s gives numbers for zero vectors, opposite vectors and k beyond the gallery", async (form) => {
    const vectors: RankedVectors = {
      queries: { rows: 2, columns: 2, values: Float32Array.of(0, 0, 1, 0) },
      gallery: { rows: 3, columns: 2, values: Float32Array.of(-1, 0, 0, 0, -0.6, 0.8) },
      ownRows: null,
    };
    for (const alpha of [0, 0.5, 3]) {
      const expanded = await expandQueries(vectors, { form, k: 50, alpha, times: 2 }, tools);
      expect([...expanded.queries.values, ...expanded.gallery.values].every(Number.isFinite)).toBe(true);
    }
  });

  it("fast-reid expands a picture that is query and gallery to one vector", async () => {
    const vectors = withOwnRow(randomVectors(9, true));
    const { queries, gallery } = await expandQueries(vectors, { form: "fast-reid", k: 4, alpha: 2, times: 1 }, tools);
    expect(rowOf(queries, 0)).toEqual(rowOf(gallery, 4));
  });

  it("fast-reid expands queries and gallery alike", async () => {
    const { queries, gallery } = randomVectors(11, true);
    const options: Options = { form: "fast-reid", k: 4, alpha: 2, times: 1 };
    const split = await expandQueries({ queries, gallery, ownRows: null }, options, tools);
    const pool = stackRows(queries, gallery);
    const other = { queries: rowsBetween(pool, 0, 7), gallery: rowsBetween(pool, 7, 11), ownRows: null };
    const moved = await expandQueries(other, options, tools);
    expect(stackRows(moved.queries, moved.gallery)).toEqual(stackRows(split.queries, split.gallery));
  });

  it("tells how far it is over all rounds", async () => {
    const reports: string[] = [];
    const report = (done: number, total: number): void => void reports.push(`${done}/${total}`);
    await expandQueries(byHand, { form: "dirtorch", k: 1, alpha: 1, times: 2 }, { ...tools, report });
    expect(reports).toEqual(["1/2", "2/2"]);
  });

  it("refuses numbers that mean nothing and vectors of different length", async () => {
    const options: Options = { form: "dirtorch", k: 0, alpha: 1, times: 1 };
    await expect(expandQueries(byHand, options, tools)).rejects.toMatchObject({ name: "RankRecipeError" });
    const narrow = { ...byHand, queries: { rows: 1, columns: 1, values: Float32Array.of(1) } };
    await expect(expandQueries(narrow, { ...options, k: 1 }, tools)).rejects.toMatchObject({
      name: "DimensionMismatchError",
    });
  });
});
