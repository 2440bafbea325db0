import type { DoubleMatrix, RealMatrix } from "../../../src/core/numeric/doubleMatrix";
import type { Matrix } from "../../../src/core/numeric/matrix";
import { type GoldenArray, parseGoldenArray } from "./goldenFile";

/** An array of a case as rows of numbers. */
export function goldenMatrix(value: unknown): Matrix {
  const { shape, data } = parseGoldenArray(value);
  const [rows = 0, columns = 0] = shape;
  return { rows, columns, values: Float32Array.from(data) };
}

/** The same with all the digits that the file has. */
export function goldenDoubles(value: unknown): DoubleMatrix {
  const { shape, data } = parseGoldenArray(value);
  const [rows = 0, columns = 0] = shape;
  return { rows, columns, values: Float64Array.from(data) };
}

/** Rows of numbers as a golden file has them. */
export function goldenArray({ rows, columns, values }: RealMatrix): GoldenArray {
  return { shape: [rows, columns], data: [...values] };
}
