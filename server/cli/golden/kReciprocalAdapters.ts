// Golden files of k-reciprocal re-ranking in its published forms, and of PyRetri's steps around it.
import { z } from "zod";

import { type Matrix, rowOf } from "../../../src/core/numeric/matrix";
import { squaredDistances } from "../../../src/core/numeric/distances";
import { augmentGallery } from "../../../src/core/ranking/augmentGallery";
import { poolDistances } from "../../../src/core/ranking/distanceMatrixPool";
import { expandQueries } from "../../../src/core/ranking/expandQueries";
import {
  JaccardDistances,
  rerankByKReciprocal,
  rerankVectorsByKReciprocal,
} from "../../../src/core/ranking/kReciprocal";
import { type KReciprocalOptions, standardKReciprocal } from "../../../src/core/ranking/kReciprocalOptions";
import { poolVectors } from "../../../src/core/ranking/kReciprocalPool";
import { findNeighborsPlainly } from "../../../src/core/ranking/neighbors";
import { rankScores } from "../../../src/core/ranking/rankScores";
import type { Scorer } from "../../../src/core/ranking/scorer";
import type { ComputedOutputs } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import type { GoldenArray, GoldenCase } from "./goldenFile";
import { goldenArray, goldenMatrix } from "./goldenMatrix";

const settings = z.object({ k1: z.int(), k2: z.int(), lambda: z.number() });
const jaccardSettings = z.object({ k1: z.int(), k2: z.int(), num_query: z.int() });
const tools = { findNeighbors: findNeighborsPlainly };

export const kReciprocalAdapters: GoldenAdapters = {
  rerank_kreciprocal: rerankDistances,
  rerank_kreciprocal_feature_variants: rerankFeatures,
  rerank_jaccard_fastreid: jaccardDistances,
  rerank_pyretri: pyretri,
};

async function rerankDistances(golden: GoldenCase): Promise<ComputedOutputs> {
  const options: KReciprocalOptions = { ...standardKReciprocal, ...settings.parse(golden.params) };
  const matrices = {
    queryGallery: goldenMatrix(golden.inputs["q_g_dist"]),
    queryQuery: goldenMatrix(golden.inputs["q_q_dist"]),
    galleryGallery: goldenMatrix(golden.inputs["g_g_dist"]),
  };
  return new Map([
    ["final_dist", goldenArray(await finalDistances(rerankByKReciprocal(poolDistances(matrices, options), options)))],
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
    const queries = goldenMatrix(golden.inputs["query_feat"]);
    const pool = await poolVectors(queries, goldenMatrix(golden.inputs["gallery_feat"]), options, tools);
    outputs.set(name, goldenArray(await finalDistances(rerankByKReciprocal(pool, options))));
  }
  return outputs;
}

async function jaccardDistances(golden: GoldenCase): Promise<ComputedOutputs> {
  const { num_query, ...settings } = jaccardSettings.parse(golden.params);
  const options: KReciprocalOptions = { ...standardKReciprocal, ...settings, form: "jaccard" };
  const all = goldenMatrix(golden.inputs["features"]);
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

/** QEKR takes its own defaults, whatever is configured. */
const qekrExpansion = { form: "pyretri", k: 10, alpha: 0, times: 1 } as const;
const qekrReranking = { k1: 20, k2: 6, lambda: 0.3 } as const;

const pyretriSettings = z.object({
  qe_k: z.int(),
  qe_times: z.int(),
  dba_enhance_k: z.int(),
  kr: z.object({ k1: z.int(), k2: z.int(), lambda_value: z.number() }),
});

async function pyretri(golden: GoldenCase): Promise<ComputedOutputs> {
  const { qe_k, qe_times, dba_enhance_k, kr } = pyretriSettings.parse(golden.params);
  const [queries, gallery] = [goldenMatrix(golden.inputs["query"]), goldenMatrix(golden.inputs["gallery"])];
  const given = { queries, gallery, ownRows: null };
  const expand = async (step: Parameters<typeof expandQueries>[1]): Promise<Matrix> =>
    (await expandQueries(given, step, tools)).queries;
  const rerank = async (asked: Matrix, own: Pick<KReciprocalOptions, "k1" | "k2" | "lambda">): Promise<Matrix> => {
    const options: KReciprocalOptions = { ...standardKReciprocal, ...own, form: "pyretri" };
    return finalDistances(await rerankVectorsByKReciprocal(asked, gallery, options, tools));
  };
  const expanded = await expand({ form: "pyretri", k: qe_k, alpha: 0, times: qe_times });
  const expandedByDefault = await expand(qekrExpansion);
  const augmented = await augmentGallery(gallery, { form: "pyretri", k: dba_enhance_k, alpha: 0 }, tools);
  const reranked = await rerank(queries, { k1: kr.k1, k2: kr.k2, lambda: kr.lambda_value });
  return new Map([
    ["knn_dis", goldenArray(squaredDistances(queries, gallery))],
    ["knn_sorted_index", completeOrder(squaredDistances(queries, gallery))],
    ["dba_gallery", goldenArray(augmented)],
    ["qe_sorted_index", completeOrder(squaredDistances(expanded, gallery))],
    ["kr_sorted_index", completeOrder(reranked)],
    ["qekr_sorted_index_defaults", completeOrder(await rerank(expandedByDefault, qekrReranking))],
  ]);
}

/** The rows of each ranking, nearest first. */
function completeOrder(distances: Matrix): GoldenArray {
  const data: number[] = [];
  for (let row = 0; row < distances.rows; row++) {
    data.push(...rankScores(rowOf(distances, row).map((distance) => -distance)).rows);
  }
  return { shape: [distances.rows, distances.columns], data };
}

/** Scores back to the distances that they negate. */
async function finalDistances(scorer: Scorer): Promise<Matrix> {
  const values = new Float32Array(scorer.queries * scorer.rows);
  await scorer.score(0, scorer.queries, values);
  return { rows: scorer.queries, columns: scorer.rows, values: values.map((score) => -score) };
}
