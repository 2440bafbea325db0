// Golden files of metrics over ranks: person re-identification, landmarks, patents, and recall at k.
import { z } from "zod";

import { tiedAveragePrecision, trapezoidAveragePrecision } from "../../../src/core/metrics/averagePrecisionForms";
import { hitMetric } from "../../../src/core/metrics/allMetrics";
import type { JudgedQuery } from "../../../src/core/metrics/judgedQueries";
import { hitAtK, inversePenalty, precisionToLastMatch } from "../../../src/core/metrics/rankMeasures";
import { type Matrix, rowOf } from "../../../src/core/numeric/matrix";
import { normalizedRows } from "../../../src/core/numeric/normalizedRows";
import { dot } from "../../../src/core/numeric/vectors";
import { nearestByDistance } from "../../../src/core/ranking/nearestByDistance";
import { findNeighborsPlainly } from "../../../src/core/ranking/neighbors";
import type { ComputedOutputs, Structure, StructureValue } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import { type GoldenArray, type GoldenCase, parseGoldenArray } from "./goldenFile";
import { goldenMatrix } from "./goldenMatrix";
import { judgeRows, listOf, meanOf, type RowKind, scoresOfOrder } from "./judgedRows";

export const metricAdapters: GoldenAdapters = {
  metric_market1501: market1501,
  metric_pyretri: pyretri,
  metric_oxford: oxford,
  metric_dirtorch_deeppatent: deepPatent,
  metric_recall_at_k: recallAtK,
};

/** Negated distances of each query of a re-identification case. */
function scoredQueries({ inputs }: GoldenCase): { readonly scores: number[]; readonly query: number }[] {
  const { shape, data } = parseGoldenArray(inputs["distmat"]);
  const [queries = 0, rows = 0] = shape;
  return Array.from({ length: queries }, (_, query) => ({
    query,
    scores: data.slice(query * rows, (query + 1) * rows).map((distance) => -distance),
  }));
}

/** Kinds of rows by person and camera. */
function byCamera(
  { inputs }: GoldenCase,
  isJunk: (person: number) => boolean,
): (query: number) => (row: number) => RowKind {
  const numbers = (name: string): number[] => parseGoldenArray(inputs[name]).data;
  const [askedFor, people] = [numbers("q_pids"), numbers("g_pids")];
  const [from, by] = [numbers("q_camids"), numbers("g_camids")];
  return (query) => (row) => {
    if (isJunk(people[row] ?? -1)) return "junk";
    if (people[row] !== askedFor[query]) return "other";
    return by[row] === from[query] ? "junk" : "relevant";
  };
}

function market1501(golden: GoldenCase): ComputedOutputs {
  const { max_rank } = z.object({ max_rank: z.int() }).parse(golden.params);
  const kinds = byCamera(golden, () => false);
  const judged = scoredQueries(golden).map(({ scores, query }) => judgeRows(scores, kinds(query)));
  const counted = judged.filter(({ relevantCount }) => relevantCount > 0);
  // The curve ends with the gallery.
  const length = Math.min(max_rank, parseGoldenArray(golden.inputs["g_pids"]).data.length);
  const cmc = listOf(
    Array.from({ length }, (_, rank) => meanOf(judged.map((query) => hitMetric(rank + 1).valueOf(query)))),
  );
  const precisions = counted.map(({ averagePrecision }) => averagePrecision);
  const penalties = counted.map(({ ranks, relevantCount }) => inversePenalty(ranks, relevantCount));
  return new Map<string, GoldenArray | StructureValue>([
    ["cmc", cmc],
    ["strongbaseline_cmc", cmc],
    ["all_AP_valid_queries", precisions],
    ["all_INP_valid_queries", penalties],
    ["mAP", meanOf(precisions)],
    ["strongbaseline_mAP", meanOf(precisions)],
    ["mINP", meanOf(penalties)],
    ["valid_query", judged.map(({ relevantCount }) => relevantCount > 0)],
  ]);
}

/** Its re-identification counts queries without a match as 0; its plain form leaves them out, and knows no cameras. */
function pyretri(golden: GoldenCase): ComputedOutputs {
  const { recall_k } = z.object({ recall_k: z.array(z.int()) }).parse(golden.params);
  const scored = scoredQueries(golden);
  const kinds = byCamera(golden, (person) => person === -1);
  const people = parseGoldenArray(golden.inputs["g_pids"]).data;
  const asked = parseGoldenArray(golden.inputs["q_pids"]).data;
  const reid = scored.map(({ scores, query }) => judgeRows(scores, kinds(query)));
  const plain = scored.map(({ scores, query }) =>
    judgeRows(scores, (row) => (people[row] === asked[query] ? "relevant" : "other")),
  );
  const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);
  const trapezoids = reid.map(({ ranks, relevantCount }) => orZero(trapezoidAveragePrecision(ranks, relevantCount)));
  const recalls = (of: readonly JudgedQuery[], counted: (value: number) => number): Structure =>
    Object.fromEntries(
      recall_k.map((k) => [
        k,
        100 * meanOf(of.map(({ ranks, relevantCount }) => counted(hitAtK(ranks, relevantCount, k)))),
      ]),
    );
  return new Map<string, Structure | number>([
    ["reid_mAP_percent", 100 * meanOf(trapezoids)],
    ["reid_recall_percent", recalls(reid, orZero)],
    ["reid_ap_per_query", trapezoids],
    ["overall_queries_used", plain.flatMap(({ relevantCount }, query) => (relevantCount > 0 ? [query] : []))],
    ["overall_mAP_percent", 100 * meanOf(plain.map(({ averagePrecision }) => averagePrecision))],
    ["overall_recall_percent", recalls(plain, (value) => value)],
  ]);
}

const truth = z.object({
  easy: z.array(z.int()).optional(),
  hard: z.array(z.int()).optional(),
  ok: z.array(z.int()).optional(),
  junk: z.array(z.int()),
});
type Truth = z.infer<typeof truth>;
interface Protocol {
  readonly relevant: readonly number[];
  readonly junk: readonly number[];
}

const protocols: Readonly<Record<"E" | "M" | "H", (of: Truth) => Protocol>> = {
  E: ({ easy = [], hard = [], junk }) => ({ relevant: easy, junk: [...junk, ...hard] }),
  M: ({ easy = [], hard = [], ok = [], junk }) => ({ relevant: [...easy, ...hard, ...ok], junk }),
  H: ({ easy = [], hard = [], junk }) => ({ relevant: hard, junk: [...junk, ...easy] }),
};

function oxford({ inputs, params }: GoldenCase): ComputedOutputs {
  const { gnd, kappas, protocol } = z
    .object({ gnd: z.array(truth), kappas: z.array(z.int()).optional(), protocol: z.string() })
    .parse(params);
  const { data } = parseGoldenArray(inputs["ranks"]);
  const judge = (query: number, { relevant, junk }: Protocol): JudgedQuery => {
    const order = data.filter((_, at) => at % gnd.length === query);
    return judgeRows(scoresOfOrder(order), (row) =>
      junk.includes(row) ? "junk" : relevant.includes(row) ? "relevant" : "other",
    );
  };
  const judged = (name: keyof typeof protocols) => gnd.map((of, query) => judge(query, protocols[name](of)));
  if (protocol.startsWith("good")) return pyretriOxford(judged("M"));
  if (protocol === "classic") return new Map(Object.entries(revisited(judged("M"), kappas ?? [])));
  const [easy, medium, hard] = [judged("E"), judged("M"), judged("H")];
  const dirtorch = gnd.map((_, query) => ({
    easy: orMinusOne(trapezoidOf(easy[query])),
    medium: orMinusOne(trapezoidOf(medium[query])),
    hard: orMinusOne(trapezoidOf(hard[query])),
  }));
  return new Map<string, Structure>([
    ["E", revisited(easy, kappas ?? [])],
    ["M", revisited(medium, kappas ?? [])],
    ["H", revisited(hard, kappas ?? [])],
    ["dirtorch_ap_per_query", dirtorch],
  ]);
}

function trapezoidOf(query: JudgedQuery | undefined): number {
  return query === undefined ? NaN : trapezoidAveragePrecision(query.ranks, query.relevantCount);
}

function orMinusOne(value: number): number {
  return Number.isNaN(value) ? -1 : value;
}

/** compute_map: a query without a match is printed as text, and counts in no mean. */
function revisited(judged: readonly JudgedQuery[], kappas: readonly number[]): Record<string, Structure | number> {
  const shown = (value: number): number | string => (Number.isNaN(value) ? "NaN" : value);
  const precisions = judged.map(trapezoidOf);
  const at = kappas.map((k) => judged.map(({ ranks, relevantCount }) => precisionToLastMatch(ranks, relevantCount, k)));
  return {
    map: meanOf(precisions),
    aps: { shape: [judged.length], data: precisions.map(shown) },
    mpr: listOf(at.map(meanOf)),
    prs: {
      shape: [judged.length, kappas.length],
      data: judged.flatMap((_, query) => at.map((values) => shown(values[query] ?? NaN))),
    },
  };
}

function pyretriOxford(judged: readonly JudgedQuery[]): ComputedOutputs {
  const counts = [1, 2, 4, 8].map((k) => [
    k,
    judged.filter(({ ranks, relevantCount }) => hitAtK(ranks, relevantCount, k) === 1).length,
  ]);
  return new Map<string, Structure>([
    ["ap_per_query", judged.map(trapezoidOf)],
    ["recall_counts", Object.fromEntries(counts) as Structure],
  ]);
}

function deepPatent(golden: GoldenCase): ComputedOutputs {
  if (golden.inputs["label"] !== undefined) return averagePrecisions(golden);
  const { db_labels, query_labels } = z
    .object({ db_labels: z.array(z.string()), query_labels: z.array(z.string()) })
    .parse(golden.params);
  const [db, queries] = [goldenMatrix(golden.inputs["db"]), goldenMatrix(golden.inputs["query"])];
  const judged = query_labels.map((label, query) =>
    judgeRows(productsOf(queries, query, db), (row) => (db_labels[row] === label ? "relevant" : "other")),
  );
  const precisions = judged.map(({ tieEnds, relevantCount }) => tiedAveragePrecision(tieEnds, relevantCount));
  const ks = [1, 5, 10, 20, 50, 100].filter((k) => k < db.rows);
  // A query without a match is a miss here.
  const hits = (k: number) => judged.map(({ ranks }) => hitAtK(ranks, 1, k));
  return new Map<string, Structure | number>([
    ["APs", precisions.map(orMinusOne)],
    ["mAP", meanOf(precisions)],
    ["tops", judged.map((_, query) => Object.fromEntries(ks.map((k) => [k, hits(k)[query] ?? NaN])))],
    ...ks.map((k): [string, number] => [`top${k}`, meanOf(hits(k))]),
  ]);
}

function averagePrecisions({ inputs }: GoldenCase): ComputedOutputs {
  const labels = parseGoldenArray(inputs["label"]).data;
  const { ranks, tieEnds, relevantCount } = judgeRows(parseGoldenArray(inputs["score"]).data, (row) =>
    labels[row] === 1 ? "relevant" : "other",
  );
  return new Map<string, number>([
    ["AP", tiedAveragePrecision(tieEnds, relevantCount)],
    ["trapezoid_AP_of_positive_ranks", trapezoidAveragePrecision(ranks, relevantCount)],
  ]);
}

function productsOf(queries: Matrix, query: number, rows: Matrix): number[] {
  return Array.from({ length: rows.rows }, (_, row) => dot(rowOf(queries, query), rowOf(rows, row)));
}

/** Queries without a match are misses; within one set the first neighbor is dropped, whatever it is. */
async function recallAtK({ inputs, params }: GoldenCase): Promise<ComputedOutputs> {
  const { ks, cosine, num_query } = z
    .object({ ks: z.array(z.int()), cosine: z.boolean(), num_query: z.int().optional() })
    .parse(params);
  const given = goldenMatrix(inputs["features"]);
  const all = cosine ? normalizedRows(given) : given;
  const labels = parseGoldenArray(inputs["labels"]).data;
  const first = num_query ?? 0;
  const part = (from: number, to: number): Matrix => ({
    ...all,
    rows: to - from,
    values: all.values.slice(from * all.columns, to * all.columns),
  });
  const queries = part(0, num_query ?? all.rows);
  const gallery = part(first, all.rows);
  const find = cosine ? findNeighborsPlainly : nearestByDistance(findNeighborsPlainly);
  const skipped = num_query === undefined ? 1 : 0;
  const count = Math.min(gallery.rows, Math.max(...ks) + skipped);
  const found = await find(queries, gallery, count);
  const judged = Array.from({ length: queries.rows }, (_, query) => {
    const rows = [...found.rows.subarray(query * found.count + skipped, (query + 1) * found.count)];
    return judgeRows(scoresOfOrder([...rows.keys()]), (rank) =>
      labels[first + (rows[rank] ?? -1)] === labels[query] ? "relevant" : "other",
    );
  });
  const recalls = ks.map((k) => [k, Math.round(10_000 * meanOf(judged.map(({ ranks }) => hitAtK(ranks, 1, k)))) / 100]);
  return new Map<string, Structure>([["recall_percent", Object.fromEntries(recalls) as Structure]]);
}
