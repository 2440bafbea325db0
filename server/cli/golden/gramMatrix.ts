import type { RealMatrix } from "../../../src/core/numeric/doubleMatrix";
import type { GoldenArray } from "./goldenFile";

/** Inner products of rows, which no sign or rotation of directions changes: [N, N]. */
export function gramMatrix({ rows, columns, values }: RealMatrix): GoldenArray {
  const data: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let d = 0; d < columns; d++) sum += (values[i * columns + d] ?? 0) * (values[j * columns + d] ?? 0);
      data.push(sum);
    }
  }
  return { shape: [rows, rows], data };
}
