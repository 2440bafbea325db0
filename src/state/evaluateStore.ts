import { createStore } from "zustand/vanilla";

import type { MeasuredQueries } from "../contracts/analysisService";
import type { DatasetId, TableCheckpoint } from "../core/dataset/datasetRecord";
import type { Item } from "../core/dataset/item";
import type { ItemList } from "../core/dataset/itemList";
import type { StudioErrorShape } from "../core/errors";
import type { EvaluationPlan, MatchRule } from "../core/metrics/evaluationPlan";
import { type RankRecipe } from "../core/ranking/rankRecipe";
import { LatestTask } from "./latestTask";
import { type MeasuredSource, openMeasured } from "./openMeasured";
import { services } from "./services";
import { idle, type Task } from "./task";

/** A checkpoint as an evaluation names it. */
export interface NamedCheckpoint extends TableCheckpoint {
  readonly name: string;
}

/** What is to be evaluated: a set, by the vectors of some checkpoints, a recipe, and a rule of what matches. */
export interface EvaluationRequest {
  readonly source: MeasuredSource;
  readonly checkpoints: readonly NamedCheckpoint[];
  readonly recipe: RankRecipe;
  readonly rule: MatchRule;
}

/** All queries of a set, ranked and judged. */
export interface Evaluation extends MeasuredQueries {
  /** Changes when items, vectors, recipe or rule do, so that a result is never shown of others. */
  readonly key: string;
  readonly dataset: DatasetId;
  readonly datasetName: string;
  readonly checkpoints: readonly NamedCheckpoint[];
  readonly recipe: RankRecipe;
  readonly rule: MatchRule;
  readonly items: ItemList;
  /** Rows of `queries.best` are candidates of it. */
  readonly plan: EvaluationPlan;
  readonly isLeaveOneOut: boolean;
  /** Queries of the data set that have no vector, and are not counted. */
  readonly queriesWithoutVector: number;
  /** ISO 8601. */
  readonly at: string;
}

export interface EvaluateState {
  /** Done and total are queries of the running one, or rows while vectors are read. */
  readonly task: Task<null>;
  readonly stage: string;
  /** Of this visit, the latest first. */
  readonly evaluations: readonly Evaluation[];
  /** Which one is looked at. */
  readonly shown: string | null;
  /** Which one it is compared with. */
  readonly base: string | null;
  /** Why an evaluation was not saved as a file. */
  readonly exportFailure: StudioErrorShape | null;
}

export const evaluateStore = createStore<EvaluateState>(() => ({
  task: idle,
  stage: "",
  evaluations: [],
  shown: null,
  base: null,
  exportFailure: null,
}));

const latest = new LatestTask();

const stages = {
  reading: "Reading the embeddings",
  preparing: "Preparing the ranking",
  ranking: "Ranking the queries",
  estimating: "Estimating intervals",
} as const;

/**
 * Measures a set's queries against its gallery. A row that is both never finds itself; a query with nothing to find counts
 * in no mean over queries.
 */
export async function evaluate({ source, checkpoints, recipe, rule }: EvaluationRequest): Promise<void> {
  evaluateStore.setState({ task: { phase: "running", done: 0, total: 0 }, stage: "Opening the embeddings" });
  await latest.run(
    async (signal) => {
      const opened = await openMeasured(signal, source, rule);
      const { dataset, name, items, set, isLeaveOneOut } = opened;
      const measured = await services().analyst.measure(signal, set, recipe, ({ stage, done, total }) => {
        if (!signal.aborted) evaluateStore.setState({ task: { phase: "running", done, total }, stage: stages[stage] });
      });
      signal.throwIfAborted();
      const wanted = source.kind === "dataset" ? source.record.counts.queries : set.plan.queries.length;
      keep({
        ...measured,
        key: `${set.key} ${JSON.stringify([recipe.steps, recipe.fusion])}`,
        dataset,
        datasetName: name,
        checkpoints,
        recipe,
        rule,
        items,
        plan: set.plan,
        isLeaveOneOut,
        queriesWithoutVector: isLeaveOneOut ? 0 : Math.max(0, wanted - set.plan.queries.length),
        at: new Date().toISOString(),
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

/** Says why an evaluation was not saved; null takes the message away. */
export function failExport(exportFailure: StudioErrorShape | null): void {
  evaluateStore.setState({ exportFailure });
}

/** Looks at one. What it was compared with stays, if that ranks the same queries. */
export function showEvaluation(key: string): void {
  evaluateStore.setState(({ base, evaluations }) => ({
    shown: key,
    base:
      base !== key && isComparable(findEvaluation(evaluations, key), findEvaluation(evaluations, base)) ? base : null,
  }));
}

/** Compares what is looked at with another; null with none. */
export function compareWith(key: string | null): void {
  evaluateStore.setState({ base: key });
}

/** Takes one out of the table. */
export function removeEvaluation(key: string): void {
  evaluateStore.setState(({ evaluations, shown, base }) => {
    const left = evaluations.filter((each) => each.key !== key);
    return {
      evaluations: left,
      shown: shown === key ? (left[0]?.key ?? null) : shown,
      base: base === key || shown === key ? null : base,
    };
  });
}

/** Puts one back that was taken out. */
export function restoreEvaluation(evaluation: Evaluation): void {
  keep(evaluation);
}

/** One of the evaluations by its key. */
export function findEvaluation(evaluations: readonly Evaluation[], key: string | null): Evaluation | null {
  return evaluations.find((each) => each.key === key) ?? null;
}

/** Whether two rank the same queries against the same gallery, so that query by query they can be compared. */
export function isComparable(a: Evaluation | null, b: Evaluation | null): boolean {
  if (a === null || b === null || a.dataset !== b.dataset || a.plan.queries.length !== b.plan.queries.length)
    return false;
  return a.plan.queries.every(
    (candidate, query) =>
      a.items.itemId(a.plan.rows[candidate] ?? -1) === b.items.itemId(b.plan.rows[b.plan.queries[query] ?? -1] ?? -1),
  );
}

/** What an evaluation is called in tables and files. */
export function evaluationTitle({ checkpoints, recipe }: Pick<Evaluation, "checkpoints" | "recipe">): string {
  const names = checkpoints.map(({ name }) => name).join(" + ");
  return `${names} · ${recipe.title === "" ? recipe.name : recipe.title}`;
}

/** The item that a query is, by its place among the queries. */
export function queryItem({ items, plan }: Evaluation, query: number): Item | undefined {
  return items.at(plan.rows[plan.queries[query] ?? -1] ?? -1);
}

/** The item that a candidate of the plan is. */
export function candidateItem({ items, plan }: Evaluation, candidate: number): Item | undefined {
  return items.at(plan.rows[candidate] ?? -1);
}

function keep(evaluation: Evaluation): void {
  evaluateStore.setState(({ evaluations, base }) => {
    const others = evaluations.filter(({ key }) => key !== evaluation.key);
    // The one looked at before is what a user wants the new one beside.
    const before = findEvaluation(others, evaluateStore.getState().shown);
    return {
      task: { phase: "done", value: null },
      evaluations: [evaluation, ...others],
      shown: evaluation.key,
      base: isComparable(evaluation, before) ? (before?.key ?? null) : base === evaluation.key ? null : base,
    };
  });
}
