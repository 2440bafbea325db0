import { createStore } from "zustand/vanilla";

import type { PageTableSource, TableSource } from "../contracts/searchService";
import { formatCsvRecord } from "../core/dataset/csv";
import type { DatasetId, DatasetRecord, TableCheckpoint, TableRecord } from "../core/dataset/datasetRecord";
import { ItemList } from "../core/dataset/itemList";
import { averageOutcomes, type RetrievalMetrics } from "../core/metrics/evaluate";
import { planEvaluation } from "../core/metrics/evaluationPlan";
import type { JudgedScores } from "../core/metrics/judgeScores";
import { plainRanking } from "../core/ranking/rankPresets";
import type { RankRecipe } from "../core/ranking/rankRecipe";
import { LatestTask } from "./latestTask";
import { services } from "./services";
import { idle, type Task } from "./task";

/** One query and what its ranking came to. Rows, those of `best` too, are of `Evaluation.items`. */
export interface EvaluatedQuery extends JudgedScores {
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
  /** What stood between vectors and rankings. */
  readonly recipe: RankRecipe;
  /** What of the recipe was not done as asked. */
  readonly notes: readonly string[];
  readonly milliseconds: number;
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

/** Names what an evaluation measures. It changes when items, vectors or the recipe do, so that a result is never shown of others. */
export function evaluationKey(record: DatasetRecord, table: TableRecord, recipe: RankRecipe = plainRanking): string {
  return `${setKey(record, table)} ${JSON.stringify([recipe.steps, recipe.fusion])}`;
}

/** Names the vectors that an evaluation reads. */
function setKey(record: DatasetRecord, { checkpoint, embedded, stale, removed, bytes }: TableRecord): string {
  return [record.id, record.revision, checkpoint.id, checkpoint.sha256, embedded, stale, removed, bytes].join(" ");
}

/**
 * Measures a data set's queries against its gallery. A row that is both never finds itself; a query without a gallery row
 * of its identity counts nowhere.
 */
export async function evaluate(
  record: DatasetRecord,
  table: TableRecord,
  recipe: RankRecipe = plainRanking,
): Promise<void> {
  const key = evaluationKey(record, table, recipe);
  evaluateStore.setState({ key, task: { phase: "running", done: 0, total: 0 } });
  await latest.run(
    async (signal) => {
      const { library, analyst } = services();
      const opened = await library.ask(signal, (service) => service.openAll(record.id, table.checkpoint));
      const plan = planEvaluation(opened.items);
      const others = Uint32Array.from(opened.items.roles.keys()).filter((row) => opened.items.roles[row] === 0);
      const set = { key: setKey(record, table), tables: [inPage(opened.table)], plan, others };
      const measured = await analyst.measure(signal, set, recipe, ({ done, total }) => {
        if (!signal.aborted) evaluateStore.setState({ task: { phase: "running", done, total } });
      });
      signal.throwIfAborted();
      const row = (candidate: number): number => plan.rows[candidate] ?? -1;
      const queries = measured.queries.map((query, at) => ({
        ...query,
        row: row(plan.queries[at] ?? -1),
        best: query.best.map(row),
      }));
      keep(key, {
        dataset: record.id,
        checkpoint: table.checkpoint,
        items: new ItemList(opened.items),
        metrics: averageOutcomes(queries, hitRanks),
        galleryCount: plan.galleryCount,
        recipe,
        notes: measured.notes,
        milliseconds: measured.milliseconds,
        queriesWithoutVector: Math.max(0, record.counts.queries - queries.length),
        queries: worstFirst(queries),
      });
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

/** A data set's own table; those of the companion's stores are not measured here. */
function inPage(source: TableSource): PageTableSource {
  if (source.kind === "store") throw new Error("a table of the library lies in this browser");
  return source;
}

function worstFirst(queries: readonly EvaluatedQuery[]): EvaluatedQuery[] {
  const valueOf = ({ averagePrecision }: EvaluatedQuery) => (Number.isNaN(averagePrecision) ? 2 : averagePrecision);
  return queries.toSorted((a, b) => valueOf(a) - valueOf(b) || a.row - b.row);
}

function keep(key: string, evaluation: Evaluation): void {
  const { results } = evaluateStore.getState();
  const vectorsOf = (name: string): string => name.slice(0, name.indexOf(" ["));
  // Results of earlier revisions show rows that are no longer theirs.
  const kept = [...results].filter(
    ([name, { dataset, checkpoint }]) =>
      dataset !== evaluation.dataset ||
      checkpoint.id !== evaluation.checkpoint.id ||
      checkpoint.sha256 !== evaluation.checkpoint.sha256 ||
      vectorsOf(name) === vectorsOf(key),
  );
  const task = { phase: "done", value: null } as const;
  evaluateStore.setState({ results: new Map([...kept, [key, evaluation]]), task });
}
