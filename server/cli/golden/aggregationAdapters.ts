// Golden files of what makes one vector of a feature map, and of R-MAC's regions.
import { z } from "zod";

import type { FeatureMap } from "../../../src/core/aggregation/featureMap";
import { generalizedMeanGradient } from "../../../src/core/aggregation/generalizedMean";
import { pooledRegions } from "../../../src/core/aggregation/pooledRegions";
import { poolFeatureMap, poolRegions } from "../../../src/core/aggregation/poolFeatureMap";
import type { Pooling, RegionalPooling } from "../../../src/core/aggregation/pooling";
import { poolingGradient } from "../../../src/core/aggregation/poolingGradient";
import { pyretriRegions } from "../../../src/core/aggregation/pyretriRegions";
import type { Region } from "../../../src/core/aggregation/region";
import { regionFloors, sumOfRegions } from "../../../src/core/aggregation/sumOfRegions";
import { toliasRegions } from "../../../src/core/aggregation/toliasRegions";
import type { DoubleMatrix } from "../../../src/core/numeric/doubleMatrix";
import type { ComputedOutputs } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import { goldenFeatureMaps, inShapeOf } from "./goldenFeatureMaps";
import { type GoldenArray, type GoldenCase, parseGoldenArray } from "./goldenFile";
import { goldenArray, goldenDoubles } from "./goldenMatrix";

export const aggregationAdapters: GoldenAdapters = {
  layer_gem: generalizedMeans,
  layer_other_aggregators: otherAggregators,
  rmac_regions_cirtorch: cirtorchRegions,
  rmac_regions_deepretrieval: deepRetrievalRegions,
  rmac_regions_pyretri: pyretriGrid,
  rmac_forward: regionalForward,
  rmac_pipeline_deepretrieval: regionalPipeline,
};

const levels = z.int().min(0);
const mapSize = z.object({ H: z.int().positive(), W: z.int().positive() });

/** PyRetri's has no floor, and no gradient in the file. */
function generalizedMeans({ inputs, params, outputs }: GoldenCase): ComputedOutputs {
  const { p, eps = null } = z.object({ p: z.number(), eps: z.number().optional() }).parse(params);
  const maps = goldenFeatureMaps(inputs["x"]);
  const pooling = { kind: "gem", p, floor: eps } as const;
  const computed = new Map([["y", pooledAll(maps, pooling, outputs["y"])]]);
  if (inputs["grad_out"] === undefined) return computed;
  const gradients = gradientsTowards(inputs["grad_out"], maps, (map, towards) =>
    generalizedMeanGradient(map, { p, floor: eps }, towards),
  );
  const byPower = gradients.reduce((sum, gradient) => sum + gradient.p, 0);
  return computed
    .set(
      "grad_x",
      inShapeOf(
        inputs["x"],
        gradients.map(({ map }) => map.values),
      ),
    )
    .set("grad_p", { shape: [1], data: [byPower] });
}

function otherAggregators({ inputs, params, outputs }: GoldenCase): ComputedOutputs {
  const { impl, spatial_a, spatial_b } = z
    .object({
      impl: z.enum(["Crow", "SPoC", "cirtorch.spoc", "cirtorch.mac"]),
      spatial_a: z.number().default(2),
      spatial_b: z.number().default(2),
    })
    .parse(params);
  const poolings: Readonly<Record<typeof impl, Pooling>> = {
    Crow: { kind: "crow", spatialA: spatial_a, spatialB: spatial_b },
    SPoC: { kind: "spoc" },
    "cirtorch.spoc": { kind: "average" },
    "cirtorch.mac": { kind: "mac" },
  };
  return new Map([["y", pooledAll(goldenFeatureMaps(inputs["x"]), poolings[impl], outputs["y"])]]);
}

function cirtorchRegions({ params }: GoldenCase): ComputedOutputs {
  const { H, W, L } = mapSize.extend({ L: levels }).parse(params);
  return new Map([["regions_xywh", regionRows(pooledRegions({ height: H, width: W }, "cirtorch", L))]]);
}

/** The packed form names the picture and both corners, the last row and column inside. */
function deepRetrievalRegions({ params }: GoldenCase): ComputedOutputs {
  const { H, W, L } = mapSize.extend({ L: levels }).parse(params);
  const regions = toliasRegions({ height: H, width: W }, L, "float64");
  const packed = regions.flatMap(({ left, top, width, height }) => [0, left, top, left + width - 1, top + height - 1]);
  return new Map([
    ["regions_xywh", regionRows(regions)],
    ["packed_id_x1y1x2y2_inclusive", { shape: [regions.length, 5], data: packed }],
  ]);
}

function pyretriGrid({ params }: GoldenCase): ComputedOutputs {
  const { H, W, level_n } = mapSize.extend({ level_n: levels }).parse(params);
  const regions = pyretriRegions({ height: H, width: W }, level_n);
  const data = regions.flatMap(({ left, top, width, height }) => [top, left, top + height - 1, left + width - 1]);
  return new Map([["regions_st_ed", { shape: [regions.length, 4], data }]]);
}

const linear = z.object({ whiten_weight: z.unknown(), whiten_bias: z.unknown() });

function regionalForward({ inputs, params, outputs }: GoldenCase): ComputedOutputs {
  const { impl, L, level_n, whiten } = z
    .object({
      impl: z.enum(["cirtorch.rmac", "cirtorch.Rpool(MAC)", "PyRetri RMAC"]),
      L: levels.optional(),
      level_n: levels.optional(),
      whiten: z.boolean().default(false),
    })
    .parse(params);
  const maps = goldenFeatureMaps(inputs["x"]);
  const pooling: RegionalPooling = {
    kind: "rmac",
    grid: impl === "PyRetri RMAC" ? "pyretri" : "cirtorch",
    levels: L ?? level_n ?? 3,
    whitening: whiten ? whiteningOf(inputs) : null,
  };
  const pooled = maps.map((map) => poolRegions(map, pooling));
  const isUnit = impl === "cirtorch.Rpool(MAC)";
  const computed = new Map([
    [
      "y",
      inShapeOf(
        outputs["y"],
        pooled.map(({ sum, unit }) => (isUnit ? unit : sum)),
      ),
    ],
  ]);
  if (isUnit) {
    const [rows = 0, columns = 0] = [pooled[0]?.summands.rows, pooled[0]?.summands.columns];
    const data = pooled.flatMap(({ summands }) => Array.from(summands.values));
    computed.set("region_vectors", { shape: [pooled.length, rows, columns], data });
  }
  if (inputs["grad_out"] === undefined) return computed;
  const gradients = gradientsTowards(inputs["grad_out"], maps, (map, towards) =>
    poolingGradient(map, pooling, towards),
  );
  return computed.set(
    "grad_x",
    inShapeOf(
      inputs["x"],
      gradients.map(({ values }) => values),
    ),
  );
}

function whiteningOf(inputs: GoldenCase["inputs"]): NonNullable<RegionalPooling["whitening"]> {
  const { whiten_weight, whiten_bias } = linear.parse(inputs);
  return { shift: null, weight: parseGoldenArray(whiten_weight).data, bias: parseGoldenArray(whiten_bias).data };
}

function regionalPipeline({ inputs }: GoldenCase): ComputedOutputs {
  const numbers = (name: string): number[] => parseGoldenArray(inputs[name]).data;
  const { units, summands, sum, unit } = sumOfRegions(goldenDoubles(inputs["pooled_regions"]), {
    floor: regionFloors["deep-retrieval"],
    whitening: { shift: numbers("shift"), weight: numbers("pca_weight"), bias: numbers("pca_bias") },
  });
  const asRow = (values: DoubleMatrix["values"]): GoldenArray => ({ shape: [1, values.length], data: [...values] });
  return new Map([
    ["normalized", goldenArray(units)],
    ["pca_normalized", goldenArray(summands)],
    ["aggregated", asRow(sum)],
    ["rmac", asRow(unit)],
  ]);
}

function pooledAll(maps: readonly FeatureMap[], pooling: Pooling, expected: unknown): GoldenArray {
  return inShapeOf(
    expected,
    maps.map((map) => poolFeatureMap(map, pooling)),
  );
}

/** The gradient of each map by its part of `grad_out`, [B, C, 1, 1]. */
function gradientsTowards<Gradient>(
  gradOut: unknown,
  maps: readonly FeatureMap[],
  gradientOf: (map: FeatureMap, towards: number[]) => Gradient,
): Gradient[] {
  const { data } = parseGoldenArray(gradOut);
  const size = data.length / maps.length;
  return maps.map((map, at) => gradientOf(map, data.slice(at * size, (at + 1) * size)));
}

function regionRows(regions: readonly Region[]): GoldenArray {
  const data = regions.flatMap(({ left, top, width, height }) => [left, top, width, height]);
  return { shape: [regions.length, 4], data };
}
