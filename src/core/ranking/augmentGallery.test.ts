import { describe, expect, it } from "vitest";

import { squaredDistances } from "../numeric/distances";
import { type Matrix, rowOf } from "../numeric/matrix";
import { normalizedRows } from "../numeric/normalizedRows";
import { seededRandom } from "../numeric/random";
import { dot } from "../numeric/vectors";
import { augmentGallery } from "./augmentGallery";
import { findNeighborsPlainly } from "./neighbors";
import type { AugmentGalleryStep } from "./rankRecipe";

type Options = Omit<AugmentGalleryStep, "kind">;

const tools = { findNeighbors: findNeighborsPlainly };
const forms: readonly Options["form"][] = ["dirtorch", "deep-retrieval", "pyretri", "isc21"];

function randomGallery(seed: number, rows: number, isUnit: boolean): Matrix {
  const random = seededRandom(seed);
  const matrix = { rows, columns: 4, values: Float32Array.from({ length: rows * 4 }, () => random.normal()) };
  return isUnit ? normalizedRows(matrix) : matrix;
}

function power(similarity: number, alpha: number): number {
  return similarity < 0 && !Number.isInteger(alpha) ? 0 : similarity ** alpha;
}

/** One row by its definition, in plain numbers, from the whole matrix of similarities as the published code has it. */
function augmentedByDefinition(gallery: Matrix, own: number, { form, k, alpha }: Options): number[] {
  const all = [...Array(gallery.rows).keys()];
  const similarities = all.map((row) => Math.fround(dot(rowOf(gallery, own), rowOf(gallery, row))));
  if (form === "dirtorch") similarities[own] = 0;
  const distances = rowOf(squaredDistances(gallery, gallery), own);
  const keyOf = (row: number): number => (form === "pyretri" ? -distances[row]! : similarities[row]!);
  const sorted = all.sort((a, b) => keyOf(b) - keyOf(a) || a - b);
  const sum = (parts: readonly (readonly [number, number])[]): number[] =>
    [...Array(gallery.columns).keys()].map((i) =>
      parts.reduce((total, [weight, row]) => total + weight * rowOf(gallery, row)[i]!, 0),
    );
  const unit = (values: readonly number[]): number[] => values.map((value) => value / Math.hypot(...values));
  switch (form) {
    case "dirtorch":
      return unit(
        sum([[1, own], ...sorted.slice(0, k).map((row) => [power(similarities[row]!, alpha), row] as const)]),
      );
    case "deep-retrieval": {
      const weights = [1, ...[...Array(k).keys()].map((place) => (k - place) / k)].slice(0, gallery.rows);
      const total = weights.reduce((a, b) => a + b);
      return sum(weights.map((weight, place) => [weight / total, sorted[place]!]));
    }
    case "pyretri":
      return unit(sum([[1, own], ...sorted.slice(1, k + 1).map((row) => [1, row] as const)]));
    case "isc21":
      return unit(sum(sorted.slice(0, k).map((row) => [similarities[row]! ** 3, row])));
  }
}

describe("augmentGallery", () => {
  const byHand: Matrix = { rows: 3, columns: 2, values: Float32Array.of(1, 0, 0.6, 0.8, 0, 1) };

  it.each<[Options["form"], number[]]>([
    // Row 0, with row 1 at 0.6.
    ["dirtorch", [1.216, 0.288].map((value) => value / Math.hypot(1.216, 0.288))],
    ["deep-retrieval", [0.8, 0.4]],
    ["pyretri", [1.6, 0.8].map((value) => value / Math.hypot(1.6, 0.8))],
    ["isc21", [1, 0]],
  ])("%s is what it is by hand", async (form, expected) => {
    const augmented = await augmentGallery(byHand, { form, k: 1, alpha: 2 }, tools);
    expected.forEach((value, i) => expect(augmented.values[i]).toBeCloseTo(value, 6));
  });

  it.each(forms)("%s equals its definition for many sizes, powers and lengths of vectors", async (form) => {
    for (let seed = 1; seed <= 30; seed++) {
      const gallery = randomGallery(seed, 2 + (seed % 9), seed % 2 === 0);
      // isc21 counts by the cube of similarity, whatever the step says.
      const options: Options = { form, k: 1 + (seed % 7), alpha: [0, 1, 2, 2.5, 3][seed % 5]! };
      const augmented = await augmentGallery(gallery, options, tools);
      for (let row = 0; row < gallery.rows; row++) {
        const expected = augmentedByDefinition(gallery, row, options);
        expected.forEach((value, i) => expect(rowOf(augmented, row)[i]).toBeCloseTo(value, 4));
      }
    }
  });

  it.each(forms)("%s does not depend on the order of rows, and leaves its input as it was", async (form) => {
    const gallery = randomGallery(4, 9, true);
    const order = [3, 8, 0, 5, 1, 7, 2, 6, 4];
    const shuffled: Matrix = {
      ...gallery,
      values: Float32Array.from(order.flatMap((row) => [...rowOf(gallery, row)])),
    };
    const options: Options = { form, k: 4, alpha: 3 };
    const [plain, other] = [
      await augmentGallery(gallery, options, tools),
      await augmentGallery(shuffled, options, tools),
    ];
    order.forEach((row, at) =>
      rowOf(plain, row).forEach((value, i) => expect(rowOf(other, at)[i]).toBeCloseTo(value, 6)),
    );
    expect(gallery).toEqual(randomGallery(4, 9, true));
  });

  it("dirtorch lets a row count again where its neighbors are opposite, with a power of 0", async () => {
    const opposite: Matrix = { rows: 2, columns: 1, values: Float32Array.of(1, -1) };
    expect([...(await augmentGallery(opposite, { form: "dirtorch", k: 1, alpha: 0 }, tools)).values]).toEqual([1, -1]);
    // Both the row itself and the other one stand in a list of two.
    expect([...(await augmentGallery(opposite, { form: "dirtorch", k: 2, alpha: 0 }, tools)).values]).toEqual([1, -1]);
  });

  it.each(forms)("%s gives numbers for zero rows, opposite rows and k beyond the gallery", async (form) => {
    const gallery: Matrix = { rows: 4, columns: 2, values: Float32Array.of(0, 0, 1, 0, -1, 0, 0, -1) };
    for (const alpha of [0, 0.5, 3]) {
      const { values } = await augmentGallery(gallery, { form, k: 50, alpha }, tools);
      expect(values.every(Number.isFinite)).toBe(true);
    }
    expect(
      await augmentGallery({ rows: 0, columns: 2, values: new Float32Array() }, { form, k: 5, alpha: 1 }, tools),
    ).toMatchObject({
      rows: 0,
    });
  });

  it.each(forms)("%s leaves a gallery of one unit row as it is", async (form) => {
    const one: Matrix = { rows: 1, columns: 2, values: Float32Array.of(0, 1) };
    expect(await augmentGallery(one, { form, k: 3, alpha: 3 }, tools)).toEqual(one);
  });

  it("refuses numbers that mean nothing", async () => {
    await expect(augmentGallery(byHand, { form: "isc21", k: 0, alpha: 3 }, tools)).rejects.toMatchObject({
      name: "RankRecipeError",
    });
  });
});
