// Golden files of k-reciprocal re-ranking in its published forms.
import { z } from "zod";

import type { Matrix } from "../../../src/core/numeric/matrix";
import { poolDistances } from "../../../src/core/ranking/distanceMatrixPool";
import { JaccardDistances, rerankByKReciprocal } from "../../../src/core/ranking/kReciprocal";
import { type KReciprocalOptions, standardKReciprocal } from "../../../src/core/ranking/kReciprocalOptions";
import { poolVectors } from "../../../src/core/ranking/kReciprocalPool";
import { findNeighborsPlainly } from "../../../src/core/ranking/neighbors";
import type { Scorer } from "../../../src/core/ranking/scorer";
import type { ComputedOutputs } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import { type GoldenArray, type GoldenCase, parseGoldenArray } from "./goldenFile";

const settings = z.object({ k1: z.int(), k2: z.int(), lambda: z.number() });
const jaccardSettings = z.object({ k1: z.int(), k2: z.int(), num_query: z.int() });
const tools = { findNeighbors: findNeighborsPlainly };

export const kReciprocalAdapters: GoldenAdapters = {
  rerank_kreciprocal: rerankDistances,
  rerank_kreciprocal_feature_variants: rerankFeatures,
  rerank_jaccard_fastreid: jaccardDistances,
};

async function rerankDistances(golden: GoldenCase): Promise<ComputedOutputs> {
  const options: KReciprocalOptions = { ...standardKReciprocal, ...settings.parse(golden.params) };
  const matrices = {
    queryGallery: readMatrix(golden, "q_g_dist"),
    queryQuery: readMatrix(golden, "q_q_dist"),
    galleryGallery: readMatrix(golden, "g_g_dist"),
  };
  return new Map([
    ["final_dist", await finalDistances(rerankByKReciprocal(poolDistances(matrices, options), options))],
  ]);
}

async function rerankFeatures(golden: GoldenCase): Promise<ComputedOutputs> {
  const outputs = new Map<string, GoldenArray>();
  for (const name of Object.keys(golden.outputs)) {
    const options: KReciprocalOptions = {
      ...standardKReciprocal,
      ...settings.parse(golden.params),
      form: "feature",
      isFloat16: name !== "final_dist_ranklist_float32",
    };
    const queries = readMatrix(golden, "query_feat");
    const pool = await poolVectors(queries, readMatrix(golden, "gallery_feat"), options, tools);
    outputs.set(name, await finalDistances(rerankByKReciprocal(pool, options)));
  }
  return outputs;
}

async function jaccardDistances(golden: GoldenCase): Promise<ComputedOutputs> {
  const { num_query, ...settings } = jaccardSettings.parse(golden.params);
  const options: KReciprocalOptions = { ...standardKReciprocal, ...settings, form: "jaccard" };
  const all = readMatrix(golden, "features");
  const queries = { ...all, rows: num_query, values: all.values.slice(0, num_query * all.columns) };
  const gallery = { ...all, rows: all.rows - num_query, values: all.values.slice(num_query * all.columns) };
  const jaccard = JaccardDistances.of(await poolVectors(queries, gallery, options, tools), options);
  const between = (rows: number, first: number): GoldenArray => {
    const data: number[] = [];
    const distances = new Float32Array(all.rows - first);
    for (let row = 0; row < rows; row++) {
      jaccard.write(row, first, distances);
      data.push(...distances);
    }
    return { shape: [rows, all.rows - first], data };
  };
  return new Map([
    ["jaccard_all", between(all.rows, 0)],
    ["jaccard_q_g", between(num_query, num_query)],
  ]);
}

/** Scores back to the distances that they negate. */
async function finalDistances(scorer: Scorer): Promise<GoldenArray> {
  const scores = new Float32Array(scorer.queries * scorer.rows);
  await scorer.score(0, scorer.queries, scores);
  return { shape: [scorer.queries, scorer.rows], data: [...scores.map((value) => -value)] };
}

function readMatrix(golden: GoldenCase, name: string): Matrix {
  const { shape, data } = parseGoldenArray(golden.inputs[name]);
  return { rows: shape[0] ?? 0, columns: shape[1] ?? 0, values: Float32Array.from(data) };
}
