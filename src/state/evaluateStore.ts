import { createStore } from "zustand/vanilla";

import type { OpenedJudge } from "../bridges/analysisBridge";
import type { GallerySearch } from "../bridges/searchBridge";
import type { TableSource } from "../contracts/searchService";
import { formatCsvRecord } from "../core/dataset/csv";
import type { DatasetId, DatasetRecord, TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import { ItemList } from "../core/dataset/itemList";
import { StudioError } from "../core/errors";
import { averageOutcomes, type RetrievalMetrics } from "../core/metrics/evaluate";
import { type EvaluationPlan, planEvaluation, queriesInBlock } from "../core/metrics/evaluationPlan";
import type { JudgedQuery } from "../core/metrics/judgedQuery";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { idle, type Task } from "./task";

/** One query and what its ranking came to. Rows, those of `best` too, are of `Evaluation.items`. */
export interface EvaluatedQuery extends JudgedQuery {
  readonly row: number;
}

/** The queries of a data set, measured against its gallery by one checkpoint's vectors. */
export interface Evaluation {
  readonly dataset: DatasetId;
  readonly checkpoint: TableCheckpoint;
  /** All items that have a vector. */
  readonly items: ItemList;
  readonly metrics: RetrievalMetrics;
  readonly galleryCount: number;
  /** Queries of the data set that have no vector, and are not counted. */
  readonly queriesWithoutVector: number;
  /** The lowest average precision first; queries without anything to find at the end. */
  readonly queries: readonly EvaluatedQuery[];
}

export interface EvaluateState {
  /** The evaluation that runs, or ran last, in queries. */
  readonly task: Task<null>;
  /** Which one that is: `evaluationKey`. */
  readonly key: string | null;
  /** Finished evaluations of this visit by their key. */
  readonly results: ReadonlyMap<string, Evaluation>;
}

export const evaluateStore = createStore<EvaluateState>(() => ({ task: idle, key: null, results: new Map() }));

const latest = new LatestTask();
const hitRanks = [1, 5, 10] as const;
const progressEveryMs = 100;

/** Names what an evaluation measures. It changes when items or vectors do, so that a result is never shown of others. */
export function evaluationKey(
  record: DatasetRecord,
  { checkpoint, embedded, stale, removed, bytes }: TableRecord,
): string {
  return [record.id, record.revision, checkpoint.id, checkpoint.sha256, embedded, stale, removed, bytes].join(" ");
}

/**
 * Measures a data set's queries against its gallery. A row that is both never finds itself; a query without a gallery row
 * of its identity counts nowhere.
 */
export async function evaluate(record: DatasetRecord, table: TableRecord): Promise<void> {
  const key = evaluationKey(record, table);
  evaluateStore.setState({ key, task: { phase: "running", done: 0, total: 0 } });
  await latest.run(
    async (signal) => {
      const { library, openGallerySearch, openRankingJudge } = services();
      const opened = await library.ask(signal, (service) => service.openAll(record.id, table.checkpoint));
      const plan = planEvaluation(opened.items);
      const index = await openGallerySearch(signal, candidatesOf(opened.table, plan), "auto");
      const judge = openRankingJudge({ identities: plan.identities, isGallery: plan.isGallery });
      try {
        const queries = await rankQueries(signal, { index, judge, plan });
        signal.throwIfAborted();
        const metrics = averageOutcomes(queries, hitRanks);
        if (metrics.queries === 0) throw nothingToFind(queries.length);
        keep(key, {
          dataset: record.id,
          checkpoint: table.checkpoint,
          items: new ItemList(opened.items),
          metrics,
          galleryCount: plan.galleryCount,
          queriesWithoutVector: Math.max(0, record.counts.queries - queries.length),
          queries: worstFirst(queries),
        });
      } finally {
        index.close();
        judge.close();
      }
    },
    (error) => evaluateStore.setState({ task: { phase: "failed", error } }),
  );
}

/** Ends the running evaluation; finished ones stay. */
export function cancelEvaluation(): void {
  latest.cancel();
  evaluateStore.setState({ task: idle });
}

/** Takes the message of a failed evaluation away. */
export function dismissEvaluationFailure(): void {
  evaluateStore.setState({ task: idle });
}

/** Saves what each query came to, as CSV: ranks count from 1, cells are empty where there is nothing to find. */
export function saveEvaluation({ items, queries, checkpoint }: Evaluation): void {
  const rows = queries.map(({ row, averagePrecision, firstHit, best }) => {
    const isCounted = firstHit >= 0;
    return [
      items.itemId(row),
      items.at(row)?.identity ?? "",
      isCounted ? String(averagePrecision) : "",
      isCounted ? String(firstHit + 1) : "",
      items.itemId(best[0] ?? -1),
    ];
  });
  const lines = [["query", "identity", "average_precision", "first_match_rank", "first_hit"], ...rows];
  const csv = lines.map((cells) => `${formatCsvRecord(cells)}\r\n`).join("");
  services().saveFile(new Blob([csv], { type: "text/csv" }), `evaluation ${checkpoint.id}.csv`);
}

/** The part of a table that is ranked. Where a source cannot be told which rows are meant, all must be candidates. */
function candidatesOf(source: TableSource, { rows }: EvaluationPlan): TableSource {
  if (source.kind !== "opfs") return source;
  const chosen = source.rows;
  return { ...source, rows: chosen === undefined ? rows : rows.map((row) => chosen[row] ?? 0) };
}

interface Opened {
  readonly index: GallerySearch;
  readonly judge: OpenedJudge;
  readonly plan: EvaluationPlan;
}

async function rankQueries(signal: AbortSignal, { index, judge, plan }: Opened): Promise<EvaluatedQuery[]> {
  const { queries, rows } = plan;
  const ranked = index.opened.rows;
  if (ranked !== rows.length) throw new Error(`expected ${rows.length} rows to be ranked; ${ranked} are open`);
  const tableRow = (candidate: number): number => rows[candidate] ?? -1;
  const found: EvaluatedQuery[] = [];
  let shownAt = -Infinity;
  while (found.length < queries.length) {
    if (performance.now() - shownAt >= progressEveryMs) {
      evaluateStore.setState({ task: { phase: "running", done: found.length, total: queries.length } });
      shownAt = performance.now();
    }
    const block = queries.slice(found.length, found.length + queriesInBlock(ranked));
    const rankings = await index.search(signal, await index.readVectors(signal, block), ranked);
    const judged = await judge.judge(
      signal,
      block,
      rankings.map((ranking) => ranking.rows),
    );
    signal.throwIfAborted();
    judged.forEach((each, i) => found.push({ ...each, row: tableRow(block[i] ?? -1), best: each.best.map(tableRow) }));
  }
  return found;
}

function worstFirst(queries: readonly EvaluatedQuery[]): EvaluatedQuery[] {
  const valueOf = ({ averagePrecision }: EvaluatedQuery) => (Number.isNaN(averagePrecision) ? 2 : averagePrecision);
  return queries.toSorted((a, b) => valueOf(a) - valueOf(b) || a.row - b.row);
}

function keep(key: string, evaluation: Evaluation): void {
  const { results } = evaluateStore.getState();
  // One result a data set and checkpoint: those of earlier revisions show rows that are no longer theirs.
  const kept = [...results].filter(
    ([, { dataset, checkpoint }]) =>
      dataset !== evaluation.dataset ||
      checkpoint.id !== evaluation.checkpoint.id ||
      checkpoint.sha256 !== evaluation.checkpoint.sha256,
  );
  const task = { phase: "done", value: null } as const;
  evaluateStore.setState({ results: new Map([...kept, [key, evaluation]]), task });
}

function nothingToFind(count: number): StudioError {
  return new StudioError(
    "MeasurementError",
    `expected queries with a gallery item of their identity; none of ${count} has one`,
    "Look at the data set's identities and roles: a query must show what a gallery item shows too.",
  );
}
