// Golden files of whitening: fitted on principal directions, and learned from pairs.
import { z } from "zod";

import { poolScales } from "../../../src/core/aggregation/poolScales";
import type { FittedProjection } from "../../../src/core/embedding/fittedProjection";
import { learnWhitening, principalDirections, whiten, whiteningBy } from "../../../src/core/embedding/fittedWhitening";
import type { Matrix } from "../../../src/core/numeric/matrix";
import type { ComputedOutputs } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import { type GoldenArray, type GoldenCase, parseGoldenArray } from "./goldenFile";
import { goldenArray, goldenMatrix } from "./goldenMatrix";
import { gramMatrix } from "./gramMatrix";

export const whiteningAdapters: GoldenAdapters = { whiten_dirtorch: dirtorch, whiten_cirtorch: cirtorch };

function dirtorch({ inputs, params }: GoldenCase): ComputedOutputs {
  if ("pooling" in params) return pooledScales({ inputs, params });
  const given = z.object({ whitenp: z.number(), whitenv: z.int().nullable() }).parse(params);
  const numbers = (name: string): Float64Array<ArrayBuffer> => Float64Array.from(parseGoldenArray(inputs[name]).data);
  const directions = {
    mean: numbers("mean"),
    components: numbers("components"),
    variances: numbers("explained_variance"),
  };
  const fitted = whiteningBy(directions, { power: given.whitenp, dimension: given.whitenv });
  return new Map([["out", goldenArray(whiten(goldenMatrix(inputs["X"]), fitted))]]);
}

/** Descriptors [S, N, D] of S scales. */
function pooledScales({ inputs, params }: Pick<GoldenCase, "inputs" | "params">): ComputedOutputs {
  const { pooling, gemp } = z.object({ pooling: z.enum(["mean", "gem"]), gemp: z.number().default(3) }).parse(params);
  const { shape, data } = parseGoldenArray(inputs["descriptors_scale_n_d"]);
  const [scales = 0, rows = 0, columns = 0] = shape;
  const pooled = Array.from({ length: rows }, (_, row) => {
    const descriptors = Array.from({ length: scales }, (_, scale) => {
      const at = (scale * rows + row) * columns;
      return data.slice(at, at + columns);
    });
    return poolScales(descriptors, pooling === "gem" ? { kind: "gem", p: gemp } : { kind: "mean" });
  });
  return new Map([["out", { shape: [rows, columns], data: pooled.flatMap((each) => [...each]) }]]);
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
    ["applied_gram", gramMatrix(whiten(rows, fitted))],
    ["applied_gram_first_dims", gramMatrix(whiten(rows, first))],
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
function withSignsOf({ mean, projection }: FittedProjection, { shape, data }: GoldenArray): GoldenArray {
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
