// Golden files of query expansion, database augmentation, negative subtraction and distances.
import { z } from "zod";

import { cosineDistances, squaredDistances } from "../../../src/core/numeric/distances";
import { augmentGallery } from "../../../src/core/ranking/augmentGallery";
import { expandQueries } from "../../../src/core/ranking/expandQueries";
import { findNeighborsPlainly } from "../../../src/core/ranking/neighbors";
import { subtractNegatives } from "../../../src/core/ranking/subtractNegatives";
import type { Matrix } from "../../../src/core/numeric/matrix";
import type { ComputedOutputs } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import type { GoldenCase } from "./goldenFile";
import { goldenArray, goldenMatrix } from "./goldenMatrix";

export const expansionAdapters: GoldenAdapters = {
  aqe_adba_dirtorch: dirtorch,
  aqe_dbe_deepretrieval: deepRetrieval,
  aqe_fastreid: fastReid,
  isc21_negative_subtraction: isc21,
  dist_fastreid: distances,
};

const tools = { findNeighbors: findNeighborsPlainly };
const count = z.int().min(0);

async function dirtorch({ inputs, params }: GoldenCase): Promise<ComputedOutputs> {
  const { mode, k, alpha } = z.object({ mode: z.enum(["aqe", "adba"]), k: count, alpha: z.number() }).parse(params);
  const gallery = goldenMatrix(inputs["db"]);
  // k 0 switches the step off.
  if (k === 0) return new Map([["out", goldenArray(mode === "adba" ? gallery : goldenMatrix(inputs["query"]))]]);
  const out =
    mode === "adba"
      ? await augmentGallery(gallery, { form: "dirtorch", k, alpha }, tools)
      : await expanded(goldenMatrix(inputs["query"]), gallery, { form: "dirtorch", k, alpha, times: 1 });
  return new Map([["out", goldenArray(out)]]);
}

async function deepRetrieval({ inputs, params }: GoldenCase): Promise<ComputedOutputs> {
  const { dbe_k, aqe_k } = z.object({ dbe_k: count, aqe_k: count }).parse(params);
  const [given, db] = [goldenMatrix(inputs["query"]), goldenMatrix(inputs["db"])];
  const gallery = dbe_k === 0 ? db : await augmentGallery(db, { form: "deep-retrieval", k: dbe_k, alpha: 0 }, tools);
  const step = { form: "deep-retrieval", k: aqe_k, alpha: 0, times: 1 } as const;
  const queries = aqe_k === 0 ? given : await expanded(given, gallery, step);
  const found = await findNeighborsPlainly(queries, gallery, gallery.rows);
  const similarities = new Float32Array(queries.rows * gallery.rows);
  found.scores.forEach((score, at) => {
    similarities[Math.floor(at / gallery.rows) * gallery.rows + (found.rows[at] ?? 0)] = score;
  });
  return new Map([
    ["db_out", goldenArray(gallery)],
    ["query_out", goldenArray(queries)],
    ["sim", { shape: [queries.rows, gallery.rows], data: [...similarities] }],
  ]);
}

async function fastReid({ inputs, params }: GoldenCase): Promise<ComputedOutputs> {
  const { qe_times, qe_k, alpha } = z.object({ qe_times: count, qe_k: count, alpha: z.number() }).parse(params);
  const step = { form: "fast-reid", k: qe_k, alpha, times: qe_times } as const;
  const vectors = { queries: goldenMatrix(inputs["query"]), gallery: goldenMatrix(inputs["gallery"]), ownRows: null };
  const { queries, gallery } = await expandQueries(vectors, step, tools);
  return new Map([
    ["query_out", goldenArray(queries)],
    ["gallery_out", goldenArray(gallery)],
  ]);
}

async function isc21({ inputs, params }: GoldenCase): Promise<ComputedOutputs> {
  const { num_iter, k, beta, dba_k } = z
    .object({ num_iter: count, k: count, beta: z.number(), dba_k: count, dba_alpha: z.literal(3) })
    .parse(params);
  const [queries, train] = [goldenMatrix(inputs["query"]), goldenMatrix(inputs["train"])];
  const augmented = await augmentGallery(train, { form: "isc21", k: dba_k, alpha: 3 }, tools);
  const options = { k, beta, times: num_iter };
  return new Map([
    ["train_after_dba", goldenArray(augmented)],
    ["query_out_raw_train", goldenArray(await subtractNegatives(queries, train, options, tools))],
    ["query_out_dba_train", goldenArray(await subtractNegatives(queries, augmented, options, tools))],
  ]);
}

function distances({ inputs }: GoldenCase): ComputedOutputs {
  const [a, b] = [goldenMatrix(inputs["a"]), goldenMatrix(inputs["b"])];
  return new Map([
    ["euclidean", goldenArray(squaredDistances(a, b))],
    ["cosine", goldenArray(cosineDistances(a, b))],
  ]);
}

async function expanded(queries: Matrix, gallery: Matrix, step: Parameters<typeof expandQueries>[1]): Promise<Matrix> {
  return (await expandQueries({ queries, gallery, ownRows: null }, step, tools)).queries;
}
