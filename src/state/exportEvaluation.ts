import { isStudioError } from "../core/errors";
import { digixSubmission } from "../core/export/digixSubmission";
import { diraOrder } from "../core/export/diraOrder";
import { diraResult } from "../core/export/diraResult";
import { evaluationCsv, evaluationJson, type EvaluationSummary } from "../core/export/evaluationSummary";
import { isc21Csv, isc21PredictionArrays, isc21Predictions } from "../core/export/isc21Predictions";
import { queryTableCsv } from "../core/export/queryTable";
import { allMetrics } from "../core/metrics/allMetrics";
import { isMatchAt, judgedList } from "../core/metrics/judgedQueries";
import { namedEstimates } from "../core/metrics/metricEstimates";
import { noRow, type RankLists } from "../core/ranking/rankLists";
import { candidateItem, type Evaluation, evaluationTitle, failExport, queryItem } from "./evaluateStore";
import { fileName } from "./exportItems";
import { services } from "./services";
import { exportSlowly } from "./slowExport";
import { storedZip } from "./storedZip";

/** The files that an evaluation can be saved as. */
export type EvaluationFormat =
  "metrics.json" | "metrics.csv" | "queries.csv" | "dira.npy" | "isc21.csv" | "isc21.npz" | "digix.csv";

/** How many hits of each query the table of queries has. */
const tableHits = 10;

/** Saves an evaluation; what the format cannot hold is told. */
export function exportEvaluation(evaluation: Evaluation, format: EvaluationFormat): void {
  try {
    failExport(null);
    services().saveFile(new Blob([contentOf(evaluation, format)]), nameOf(evaluation, format));
  } catch (error) {
    if (!isStudioError(error)) throw error;
    failExport({ name: error.name, message: error.message, hint: error.hint });
  }
}

/** Saves DIRA's result.npy in the order of the challenge's own lists, `test_queries.txt` and `test_database.txt`. */
export async function exportInDiraOrder(evaluation: Evaluation, lists: readonly File[]): Promise<void> {
  await exportSlowly("Reading the lists", async (signal) => {
    const texts = await Promise.all(lists.map(async (file) => [file.name, await file.text()] as const));
    signal.throwIfAborted();
    const result = diraResult(rankLists(evaluation), diraOrder(new Map(texts)));
    services().saveFile(new Blob([result]), "result.npy");
  });
}

function nameOf(evaluation: Evaluation, format: EvaluationFormat): string {
  // Challenges ask for files of these names.
  if (format === "dira.npy") return "result.npy";
  if (format === "digix.csv") return "submission.csv";
  return `${fileName(`${evaluation.datasetName} ${evaluationTitle(evaluation)}`)} ${format}`;
}

function contentOf(evaluation: Evaluation, format: EvaluationFormat): string | Uint8Array<ArrayBuffer> | Blob {
  switch (format) {
    case "metrics.json":
      return evaluationJson(evaluationSummary(evaluation));
    case "metrics.csv":
      return evaluationCsv(evaluationSummary(evaluation));
    case "queries.csv":
      return queryCsv(evaluation);
    case "dira.npy":
      return diraResult(rankLists(evaluation));
    case "isc21.csv":
      return isc21Csv(isc21Predictions(rankLists(evaluation)));
    case "isc21.npz":
      return storedZip(isc21PredictionArrays(isc21Predictions(rankLists(evaluation))));
    case "digix.csv":
      return digixSubmission(rankLists(evaluation));
  }
}

/** What an evaluation came to, beside what it was measured on. */
export function evaluationSummary(evaluation: Evaluation): EvaluationSummary {
  const { checkpoints, recipe, queries, plan, datasetName, notes, at, isLeaveOneOut, rule } = evaluation;
  const skipped = judgedList(queries).filter(({ relevantCount }) => relevantCount === 0).length;
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    metrics: namedEstimates(evaluation.metrics).map(({ id, metric, value, low, high }) => ({
      id,
      label: metric.label,
      definition: `${metric.definition} ${metric.edgeCases}`,
      value: orNull(value),
      low: orNull(low),
      high: orNull(high),
    })),
    context: {
      dataset: datasetName,
      checkpoint: {
        id: checkpoints.map(({ id }) => id).join(" + "),
        name: checkpoints.map(({ name }) => name).join(" + "),
        sha256: checkpoints.map(({ sha256 }) => sha256).join(" + "),
      },
      recipe,
      counts: {
        queries: queries.count - skipped,
        queries_with_nothing_to_find: skipped,
        queries_without_a_vector: evaluation.queriesWithoutVector,
        gallery: plan.galleryCount,
      },
      date: at,
      notes: [
        ...(isLeaveOneOut ? ["each item against all others"] : []),
        ...(rule === "identity-other-sequence" ? ["items of the query's own sequence take no rank"] : []),
        "intervals: 95 %, percentile bootstrap over queries",
        ...notes,
      ],
    },
  };
}

function queryCsv(evaluation: Evaluation): string {
  const metrics = allMetrics.flatMap((metric) => (metric.kind === "query" && !metric.isPerIdentity ? [metric] : []));
  const rows = judgedList(evaluation.queries).map((query, place) => {
    const item = queryItem(evaluation, place);
    const values = metrics.map((metric): [string, number | null] => {
      const value = metric.valueOf(query);
      return [metric.id, Number.isNaN(value) ? null : value];
    });
    return {
      query: item?.itemId ?? "",
      identity: item?.identity ?? "",
      relevant: query.relevantCount,
      ranks: Array.from(query.ranks, (rank) => rank + 1),
      values: Object.fromEntries(values),
      best: Array.from(query.best, (candidate, rank) => ({
        path: candidateItem(evaluation, candidate)?.itemId ?? "",
        score: query.bestScores[rank] ?? NaN,
        isRelevant: isMatchAt(query, rank),
      })),
    };
  });
  return queryTableCsv(rows, tableHits);
}

/** The first hits of all queries, as challenges take them. */
export function rankLists(evaluation: Evaluation): RankLists {
  const { plan, items, queries } = evaluation;
  const placeInGallery = new Uint32Array(plan.rows.length).fill(noRow);
  const galleryIds: string[] = [];
  plan.isGallery.forEach((isIn, candidate) => {
    if (isIn !== 1) return;
    placeInGallery[candidate] = galleryIds.length;
    galleryIds.push(items.itemId(plan.rows[candidate] ?? -1));
  });
  const rows = new Uint32Array(queries.count * tableHits).fill(noRow);
  const scores = new Float32Array(rows.length).fill(NaN);
  judgedList(queries).forEach(({ best, bestScores }, query) => {
    rows.set(
      best.subarray(0, tableHits).map((candidate) => placeInGallery[candidate] ?? noRow),
      query * tableHits,
    );
    scores.set(bestScores.subarray(0, tableHits), query * tableHits);
  });
  const queryIds = Array.from(plan.queries, (candidate) => items.itemId(plan.rows[candidate] ?? -1));
  return { queryIds, galleryIds, kept: tableHits, rows, scores };
}
