import { describe, expect, it } from "vitest";

import type { Matrix } from "../numeric/matrix";
import { checkVectorStep, type VectorStepNumbers } from "./checkVectorStep";

function matrix(columns: number, ...values: number[]): Matrix {
  return { rows: values.length / columns, columns, values: Float32Array.from(values) };
}

describe("checkVectorStep", () => {
  it("lets numbers and vectors pass that can be mixed", () => {
    const sets = { "the queries": matrix(2, 0, 0), "the gallery": matrix(2, 1, 2, 3, 4) };
    expect(() => checkVectorStep("expand-queries", { k: 1, alpha: 0, times: 0 }, sets)).not.toThrow();
    expect(() => checkVectorStep("subtract-negatives", { k: 10_000, beta: 0.35, times: 3 }, sets)).not.toThrow();
  });

  it.each<[VectorStepNumbers, RegExp]>([
    [{ k: 0 }, /augment-gallery with k a whole number from 1; found 0/],
    [{ k: 1.5 }, /k a whole number from 1; found 1.5/],
    [{ k: NaN }, /k a whole number from 1; found NaN/],
    [{ k: 1, times: -1 }, /times a whole number from 0; found -1/],
    [{ k: 1, alpha: NaN }, /alpha a finite number from 0; found NaN/],
    [{ k: 1, alpha: Infinity }, /alpha a finite number from 0; found Infinity/],
    [{ k: 1, beta: -0.1 }, /beta a finite number from 0; found -0.1/],
  ])("refuses %j", (numbers, message) => {
    const check = (): void => checkVectorStep("augment-gallery", numbers, {});
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ name: "RankRecipeError" }));
  });

  it("refuses vectors of different length and tells whose they are", () => {
    const sets = { "the queries": matrix(2, 0, 0), "the gallery": matrix(3, 1, 2, 3) };
    const check = (): void => checkVectorStep("expand-queries", { k: 1 }, sets);
    expect(check).toThrow("found 2 numbers each in the queries, 3 in the gallery");
    expect(check).toThrow(expect.objectContaining({ name: "DimensionMismatchError" }));
  });

  it.each([NaN, Infinity, -Infinity])("refuses a vector that holds %d and tells where", (value) => {
    const check = (): void =>
      checkVectorStep("augment-gallery", { k: 1 }, { "the gallery": matrix(2, 1, 2, 3, value) });
    expect(check).toThrow(`row 1 of the gallery holds ${value} at position 1`);
    expect(check).toThrow(expect.objectContaining({ name: "EmbeddingTableFormatError" }));
  });
});
