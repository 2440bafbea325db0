// Golden files of reductions to fewer dimensions: PCA and SVD, whole, by parts, and by the regions of R-MAC.
import { z } from "zod";

import { learnRegionWhitening } from "../../../src/core/aggregation/learnRegionWhitening";
import { sumOfRegions } from "../../../src/core/aggregation/sumOfRegions";
import { type FitProjection, projectRows } from "../../../src/core/embedding/fittedProjection";
import { columnBlocks, fitParts, projectParts, unitParts } from "../../../src/core/embedding/partProjection";
import { fitPrincipal, fitSingular } from "../../../src/core/embedding/reduceDimensions";
import { type DoubleMatrix, doublesOf, stackDoubles, unitDoubles } from "../../../src/core/numeric/doubleMatrix";
import type { ComputedOutputs } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import { type GoldenArray, type GoldenCase, parseGoldenArray } from "./goldenFile";
import { goldenDoubles } from "./goldenMatrix";
import { gramMatrix } from "./gramMatrix";

export const reductionAdapters: GoldenAdapters = { dimproc_pyretri: pyretri };

const settings = z.object({
  processor: z.enum(["L2Normalize", "PCA", "SVD", "PartPCA", "PartSVD", "RMACPCA"]),
  parts: z.array(z.int().positive()).default([]),
  proj_dim: z.int().min(0).default(0),
  whiten: z.boolean().default(false),
  l2: z.boolean().default(false),
});
type Settings = z.infer<typeof settings>;

async function pyretri({ inputs, params, outputs }: GoldenCase): Promise<ComputedOutputs> {
  const training = goldenDoubles(inputs["train"]);
  const reduced = await reduce(training, goldenDoubles(inputs["X"]), settings.parse(params));
  return new Map([
    ["out_columns_up_to_sign", withColumnSignsOf(reduced, parseGoldenArray(outputs["out_columns_up_to_sign"]))],
    ["out_gram", gramMatrix(reduced)],
  ]);
}

async function reduce(
  training: DoubleMatrix,
  rows: DoubleMatrix,
  { processor, parts, proj_dim, whiten, l2 }: Settings,
): Promise<DoubleMatrix> {
  const fitOf =
    (method: typeof fitPrincipal): FitProjection =>
    (block, dimension) =>
      method(block, { dimension, isWhitened: whiten });
  switch (processor) {
    case "L2Normalize":
      return unitDoubles(rows);
    case "PCA":
    case "SVD": {
      const fit = fitOf(processor === "PCA" ? fitPrincipal : fitSingular);
      return projectRows(rows, await fit(l2 ? unitDoubles(training) : training, proj_dim));
    }
    case "PartPCA":
    case "PartSVD": {
      const fit = fitOf(processor === "PartPCA" ? fitPrincipal : fitSingular);
      const fitted = l2 ? unitParts(training, parts) : training;
      return projectParts(rows, await fitParts(fitted, { parts, dimension: proj_dim }, fit));
    }
    case "RMACPCA": {
      const options = { dimension: proj_dim, isWhitened: whiten };
      const whitening = await learnRegionWhitening(columnBlocks(training, parts), options);
      return stackDoubles(
        Array.from({ length: rows.rows }, (_, row) => {
          const values = doublesOf(rows, row).slice();
          const regions = stackDoubles(columnBlocks({ ...rows, rows: 1, values }, parts));
          const { unit } = sumOfRegions(regions, { floor: 0, whitening });
          return { rows: 1, columns: unit.length, values: unit };
        }),
      );
    }
  }
}

/** A direction is as good as its opposite: each column takes the sign that was expected. */
function withColumnSignsOf({ rows, columns, values }: DoubleMatrix, { shape, data }: GoldenArray): GoldenArray {
  const signs = Array.from({ length: columns }, (_, column) => {
    let agreement = 0;
    for (let at = column; at < values.length; at += columns) agreement += (values[at] ?? 0) * (data[at] ?? 0);
    return agreement < 0 ? -1 : 1;
  });
  const isExpected = shape.join() === [rows, columns].join();
  return {
    shape: [rows, columns],
    data: Array.from(values, (value, at) => (isExpected ? value * (signs[at % columns] ?? 1) : value)),
  };
}
