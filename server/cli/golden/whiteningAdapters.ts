// Golden files of whitening: fitted on principal directions, and learned from pairs.
import { z } from "zod";

import {
  type FittedWhitening,
  learnWhitening,
  principalDirections,
  whiten,
  whiteningBy,
} from "../../../src/core/embedding/fittedWhitening";
import type { Matrix } from "../../../src/core/numeric/matrix";
import type { ComputedOutputs } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import { type GoldenArray, type GoldenCase, parseGoldenArray } from "./goldenFile";
import { goldenArray, goldenMatrix } from "./goldenMatrix";

export const whiteningAdapters: GoldenAdapters = { whiten_dirtorch: dirtorch, whiten_cirtorch: cirtorch };

/** The cases of features; views of several scales are pooled where pictures are embedded. */
function dirtorch({ inputs, params }: GoldenCase): ComputedOutputs | null {
  const given = z.object({ whitenp: z.number(), whitenv: z.int().nullable() }).safeParse(params);
  if (!given.success) return null;
  const numbers = (name: string): Float64Array<ArrayBuffer> => Float64Array.from(parseGoldenArray(inputs[name]).data);
  const directions = {
    mean: numbers("mean"),
    components: numbers("components"),
    variances: numbers("explained_variance"),
  };
  const fitted = whiteningBy(directions, { power: given.data.whitenp, dimension: given.data.whitenv });
  return new Map([["out", goldenArray(whiten(goldenMatrix(inputs["X"]), fitted))]]);
}

async function cirtorch({ inputs, params, outputs }: GoldenCase): Promise<ComputedOutputs> {
  const { method } = z.object({ method: z.enum(["pcawhitenlearn", "whitenlearn"]) }).parse(params);
  const rows = transposed(parseGoldenArray(inputs["X_DxN"]));
  const indices = (name: string): number[] => parseGoldenArray(inputs[name]).data;
  const fitted =
    method === "pcawhitenlearn"
      ? whiteningBy(await principalDirections(rows), { power: 0.5, dimension: rows.columns })
      : await learnWhitening(rows, { asking: indices("qidxs"), found: indices("pidxs") });
  const kept = z.int().parse(outputs["dimensions"]);
  const size = rows.columns;
  const first = { ...fitted, projection: fitted.projection.slice(0, kept * size) };
  return new Map([
    ["m", { shape: [size, 1], data: [...fitted.mean] }],
    ["P_rows_up_to_sign", withSignsOf(fitted, parseGoldenArray(outputs["P_rows_up_to_sign"]))],
    ["applied_gram", gramOf(whiten(rows, fitted))],
    ["applied_gram_first_dims", gramOf(whiten(rows, first))],
    ["dimensions", { shape: [], data: [kept] }],
  ]);
}

function transposed({ shape, data }: GoldenArray): Matrix {
  const [columns = 0, rows = 0] = shape;
  const values = new Float32Array(data.length);
  data.forEach((value, at) => (values[(at % rows) * columns + Math.floor(at / rows)] = value));
  return { rows, columns, values };
}

/** A direction is as good as its opposite: each row takes the sign that was expected. */
function withSignsOf({ mean, projection }: FittedWhitening, { shape, data }: GoldenArray): GoldenArray {
  const size = mean.length;
  const aligned = Array.from(projection, (value, at) => {
    const start = at - (at % size);
    const agreement = data
      .slice(start, start + size)
      .reduce((sum, want, d) => sum + want * (projection[start + d] ?? 0), 0);
    return agreement < 0 ? -value : value;
  });
  return { shape, data: aligned };
}

function gramOf({ rows, columns, values }: Matrix): GoldenArray {
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
