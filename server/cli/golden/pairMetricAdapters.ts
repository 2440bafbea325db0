// Golden files of metrics over pairs and answers, and of fast-reid's evaluator from features to percent.
import { z } from "zod";

import { hitMetric, metricById } from "../../../src/core/metrics/allMetrics";
import { averagePrecisionAtK } from "../../../src/core/metrics/averagePrecisionForms";
import type { JudgedQuery } from "../../../src/core/metrics/judgedQueries";
import {
  globalAveragePrecision,
  microAveragePrecision,
  pairCurve,
  type Predictions,
  recallAtPrecision,
  sortPredictions,
} from "../../../src/core/metrics/predictions";
import { countWithin, firstPosition, inversePenalty, precisionAtK } from "../../../src/core/metrics/rankMeasures";
import { cosineDistances, squaredDistances } from "../../../src/core/numeric/distances";
import type { Matrix } from "../../../src/core/numeric/matrix";
import { normalizedRows } from "../../../src/core/numeric/normalizedRows";
import { expandQueries } from "../../../src/core/ranking/expandQueries";
import { rerankVectorsByKReciprocal } from "../../../src/core/ranking/kReciprocal";
import { standardKReciprocal } from "../../../src/core/ranking/kReciprocalOptions";
import { findNeighborsPlainly } from "../../../src/core/ranking/neighbors";
import type { ComputedOutputs, StructureValue } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import { type GoldenArray, type GoldenCase, parseGoldenArray } from "./goldenFile";
import { goldenMatrix } from "./goldenMatrix";
import { judgeRows, listOf, meanOf, scoresOfOrder } from "./judgedRows";

export const pairMetricAdapters: GoldenAdapters = {
  metric_isc21: isc21,
  metric_google_landmarks: landmarks,
  metric_fastreid_evaluator: fastReid,
};

type Outputs = Map<string, GoldenArray | StructureValue>;

const isc21Params = z.object({
  ground_truth: z.array(z.tuple([z.string(), z.string()])),
  predictions: z.array(z.tuple([z.string(), z.string(), z.number()])),
  gt_query_ids_for_lyakaap_filter: z.array(z.string()),
});
type Predicted = z.infer<typeof isc21Params>["predictions"];

function isc21({ params }: GoldenCase): ComputedOutputs {
  const { ground_truth, predictions, gt_query_ids_for_lyakaap_filter } = isc21Params.parse(params);
  const pairs = new Set(ground_truth.map((pair) => pair.join(" ")));
  const sorted = (of: Predicted): Predictions =>
    sortPredictions(
      of.map(([query, row, score]) => ({ query: 0, rank: 0, score, isMatch: pairs.has(`${query} ${row}`) })),
      Uint32Array.of(ground_truth.length),
    );
  const all = sorted(predictions);
  const known = new Set(gt_query_ids_for_lyakaap_filter);
  const filtered = sorted(predictions.filter(([query]) => known.has(query)));
  const best = recallAtPrecision(all, 0.9);
  const curve = pairCurve(all);
  const recallAtRank = (k: number): number => {
    const queries = new Set(predictions.map(([query]) => query));
    const found = [...queries].map((query) => {
      const own = predictions.filter(([name]) => name === query);
      const { tieEnds } = judgeRows(
        own.map(([, , score]) => score),
        (place) => (pairs.has(`${query} ${own[place]?.[1] ?? ""}`) ? "relevant" : "other"),
      );
      return countWithin(tieEnds, k); // ties count against a pair
    });
    return found.reduce((sum, count) => sum + count, 0) / ground_truth.length;
  };
  const outputs: Outputs = new Map<string, GoldenArray | StructureValue>([
    ["average_precision", microAveragePrecision(all)],
    ["recall_at_p90", best?.recall ?? null],
    ["threshold_at_p90", best?.threshold ?? null],
    ["recall_at_rank1", recallAtRank(1)],
    ["recall_at_rank10", recallAtRank(10)],
    ["precisions", listOf(curve.map(({ precision }) => precision))],
    ["recalls", listOf(curve.map(({ recall }) => recall))],
    ["thresholds", listOf(curve.map(({ threshold }) => threshold))],
    ["drivendata_version_ap", microAveragePrecision(filtered)],
    ["drivendata_version_rp90", recallAtPrecision(filtered, 0.9)?.recall ?? 0],
  ]);
  return outputs;
}

const recognition = z.object({
  predictions: z.record(z.string(), z.object({ class: z.int(), score: z.number() })),
  solution: z.record(z.string(), z.array(z.int())),
});
const retrieval = z.object({
  predictions: z.record(z.string(), z.array(z.string())),
  solution: z.record(z.string(), z.array(z.string())),
  max_predictions: z.int(),
});

function landmarks(golden: GoldenCase): ComputedOutputs {
  return "max_predictions" in golden.params ? landmarkRetrieval(golden) : landmarkRecognition(golden);
}

/** A prediction that is repeated counts once and keeps its rank; queries without a list are found nowhere. */
function landmarkRetrieval({ params }: GoldenCase): ComputedOutputs {
  const { predictions, solution, max_predictions } = retrieval.parse(params);
  const judged = Object.entries(solution).map(([query, wanted]): JudgedQuery => {
    const list = (predictions[query] ?? []).slice(0, max_predictions);
    const one = judgeRows(scoresOfOrder([...list.keys()]), (rank) => {
      const name = list[rank] ?? "";
      return wanted.includes(name) && list.indexOf(name) === rank ? "relevant" : "other";
    });
    return { ...one, relevantCount: wanted.length };
  });
  const over = (valueOf: (ranks: Uint32Array, count: number) => number): number =>
    meanOf(judged.map(({ ranks, relevantCount }) => valueOf(ranks, relevantCount)));
  const positions = judged.map(({ ranks, relevantCount }) => firstPosition(ranks, relevantCount, max_predictions));
  const sorted = positions.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
  const shown = Math.min(20, max_predictions);
  return new Map<string, GoldenArray | StructureValue>([
    ["mean_average_precision", over((ranks, count) => averagePrecisionAtK(ranks, count, max_predictions))],
    [
      "mean_precisions",
      listOf(Array.from({ length: shown }, (_, at) => over((ranks, count) => precisionAtK(ranks, count, at + 1)))),
    ],
    ["mean_position", meanOf(positions)],
    ["median_position", median],
  ]);
}

/** Answers of equal score stand by their names. */
function landmarkRecognition({ params }: GoldenCase): ComputedOutputs {
  const { predictions, solution } = recognition.parse(params);
  const names = Object.keys(solution);
  const answers = Object.entries(predictions)
    .map(([name, given]) => ({ name, ...given }))
    .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1) || a.class - b.class);
  const precision = (of: typeof answers): number => {
    const listed: Predictions = {
      count: of.length,
      queries: Uint32Array.from(of, ({ name }) => names.indexOf(name)),
      scores: Float64Array.from(of, ({ score }) => score),
      isMatch: Uint8Array.from(of, (each) => Number((solution[each.name] ?? []).includes(each.class))),
      ranks: new Uint32Array(of.length),
      truths: Uint32Array.from(names, (name) => solution[name]?.length ?? 0),
    };
    return globalAveragePrecision(listed);
  };
  return new Map<string, StructureValue>([
    ["gap", precision(answers)],
    ["gap_ignore_non_gt", precision(answers.filter(({ name }) => (solution[name] ?? []).length > 0))],
  ]);
}

const evaluator = z.object({
  num_query: z.int(),
  metric: z.enum(["cosine", "euclidean"]),
  aqe: z.object({ enabled: z.boolean(), qe_time: z.int(), qe_k: z.int(), alpha: z.number() }),
  rerank: z.object({ enabled: z.boolean(), k1: z.int(), k2: z.int(), lambda: z.number() }),
});

async function fastReid({ inputs, params }: GoldenCase): Promise<ComputedOutputs> {
  const { num_query, metric, aqe, rerank } = evaluator.parse(params);
  const all = goldenMatrix(inputs["features"]);
  const part = (from: number, to: number): Matrix => ({
    ...all,
    rows: to - from,
    values: all.values.slice(from * all.columns, to * all.columns),
  });
  const tools = { findNeighbors: findNeighborsPlainly };
  let vectors = { queries: part(0, num_query), gallery: part(num_query, all.rows) };
  if (aqe.enabled) {
    const step = { form: "fast-reid", k: aqe.qe_k, alpha: aqe.alpha, times: aqe.qe_time } as const;
    vectors = await expandQueries({ ...vectors, ownRows: null }, step, tools);
  }
  if (metric === "cosine") {
    vectors = { queries: normalizedRows(vectors.queries), gallery: normalizedRows(vectors.gallery) };
  }
  const { queries, gallery } = vectors;
  const scores = new Float32Array(queries.rows * gallery.rows);
  if (rerank.enabled) {
    const options = { ...standardKReciprocal, ...rerank, form: "jaccard", metric } as const;
    await (await rerankVectorsByKReciprocal(queries, gallery, options, tools)).score(0, queries.rows, scores);
  } else {
    const distances = metric === "cosine" ? cosineDistances(queries, gallery) : squaredDistances(queries, gallery);
    distances.values.forEach((distance, at) => (scores[at] = -distance));
  }
  const [people, cameras] = [parseGoldenArray(inputs["pids"]).data, parseGoldenArray(inputs["camids"]).data];
  const judged = Array.from({ length: queries.rows }, (_, query) =>
    judgeRows(scores.subarray(query * gallery.rows, (query + 1) * gallery.rows), (row) => {
      if (people[num_query + row] !== people[query]) return "other";
      return cameras[num_query + row] === cameras[query] ? "junk" : "relevant";
    }),
  );
  const percent = (valueOf: (query: JudgedQuery) => number): number => 100 * meanOf(judged.map(valueOf));
  const combined = metricById("fast-reid");
  return new Map<string, StructureValue>([
    ...[1, 5, 10].map((k): [string, number] => [`Rank-${k}`, percent(hitMetric(k).valueOf)]),
    ["mAP", percent(({ averagePrecision }) => averagePrecision)],
    ["mINP", percent(({ ranks, relevantCount }) => inversePenalty(ranks, relevantCount))],
    ["metric", percent(combined?.kind === "query" ? combined.valueOf : () => NaN)],
  ]);
}
