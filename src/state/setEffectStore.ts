import { createStore } from "zustand/vanilla";

import type { PageTableSource } from "../contracts/searchService";
import { ItemList } from "../core/dataset/itemList";
import type { PackedItems } from "../core/dataset/packedItems";
import { StudioError } from "../core/errors";
import { averageOutcomes, type RetrievalMetrics } from "../core/metrics/evaluate";
import { type EvaluationPlan, planEvaluation, planLeaveOneOut } from "../core/metrics/evaluationPlan";
import type { JudgedScores } from "../core/metrics/judgeScores";
import { plainRanking } from "../core/ranking/rankPresets";
import type { RankRecipe } from "../core/ranking/rankRecipe";
import { sampleDataset } from "./choiceStore";
import { LatestTask } from "./latestTask";
import { rankStore } from "./rankStore";
import { services } from "./services";
import { type Gallery, studioStore, tableCheckpoint } from "./studioStore";
import { idle, type Task } from "./task";

/** What a recipe came to over a whole set. */
export interface SetMeasure {
  readonly recipe: RankRecipe;
  readonly metrics: RetrievalMetrics;
  /** Mean share that the relevant rows take of the ranks up to the last of them. */
  readonly mINP: number;
  /** In the order of the set's queries. */
  readonly queries: readonly JudgedScores[];
  readonly milliseconds: number;
  readonly notes: readonly string[];
}

/** The recipe beside the plain ranking, over the same queries. */
export interface SetEffect {
  readonly galleryName: string;
  /** What is ranked: rows of `best` are candidates of the plan. */
  readonly plan: EvaluationPlan;
  readonly items: ItemList;
  /** Whether every item was a query against all others, for want of queries. */
  readonly isLeaveOneOut: boolean;
  readonly plain: SetMeasure;
  readonly changed: SetMeasure;
}

export interface SetEffectState {
  /** Done and total are queries of the running one, or rows while vectors are read. */
  readonly task: Task<null>;
  readonly stage: string;
  readonly effect: SetEffect | null;
}

export const setEffectStore = createStore<SetEffectState>(() => ({ task: idle, stage: "", effect: null }));

const latest = new LatestTask();
const hitRanks = [1, 5, 10] as const;
/** The plain ranking of the set that was measured last. */
let keptPlain: { readonly key: string; readonly measure: SetMeasure } | null = null;

/** Measures the lab's recipe over all queries of the open gallery, beside the plain ranking. */
export async function measureEffect(): Promise<void> {
  const { recipe } = rankStore.getState();
  await latest.run(
    async (signal) => {
      setEffectStore.setState({ task: { phase: "running", done: 0, total: 0 }, stage: "Opening the embeddings" });
      const { gallery, checkpoint } = studioStore.getState();
      if (gallery === null) throw nothingOpen();
      const opened = await openAll(signal, gallery, checkpoint && tableCheckpoint(checkpoint.manifest));
      const hasQueries = opened.items.roles.some((role) => (role & 1) === 1);
      const plan = hasQueries ? planEvaluation(opened.items) : planLeaveOneOut(opened.items);
      const others = hasQueries
        ? Uint32Array.from(opened.items.roles.keys()).filter((row) => opened.items.roles[row] === 0)
        : new Uint32Array();
      const set = { key: opened.key, tables: [opened.table], plan, others };
      const measure = async (of: RankRecipe, stage: string): Promise<SetMeasure> => {
        const measured = await services().analyst.measure(signal, set, of, ({ done, total }) => {
          if (!signal.aborted) setEffectStore.setState({ task: { phase: "running", done, total }, stage });
        });
        return summed(of, measured);
      };
      const plain = keptPlain?.key === opened.key ? keptPlain.measure : await measure(plainRanking, "Ranking plainly");
      keptPlain = { key: opened.key, measure: plain };
      const changed = await measure(recipe, "Ranking by the recipe");
      signal.throwIfAborted();
      const items = new ItemList(opened.items);
      const effect = { galleryName: gallery.opened.name, plan, items, isLeaveOneOut: !hasQueries, plain, changed };
      setEffectStore.setState({ task: { phase: "done", value: null }, effect });
    },
    (error) => setEffectStore.setState({ task: { phase: "failed", error } }),
  );
}

export function cancelEffect(): void {
  latest.cancel();
  setEffectStore.setState({ task: idle });
}

function summed(
  recipe: RankRecipe,
  { queries, milliseconds, notes }: Pick<SetMeasure, "queries" | "milliseconds" | "notes">,
): SetMeasure {
  const counted = queries.filter(({ relevantCount }) => relevantCount > 0);
  const penalty = counted.map(({ ranks, relevantCount }) =>
    ranks.length < relevantCount ? 0 : relevantCount / ((ranks.at(-1) ?? 0) + 1),
  );
  const mINP = penalty.reduce((sum, value) => sum + value, 0) / counted.length;
  return { recipe, metrics: averageOutcomes(queries, hitRanks), mINP, queries, milliseconds, notes };
}

interface OpenedAll {
  readonly key: string;
  readonly items: PackedItems;
  readonly table: PageTableSource;
}

/** All items that have a vector: of the sample gallery its gallery alone, as its queries have none. */
async function openAll(
  signal: AbortSignal,
  { opened, items }: Gallery,
  checkpoint: ReturnType<typeof tableCheckpoint> | null,
): Promise<OpenedAll> {
  if (opened.table.kind === "store") throw tooLarge(opened.name);
  if (opened.dataset === sampleDataset || checkpoint === null) {
    return {
      key: `${opened.dataset} ${items.length}`,
      items: { ...items.packed, roles: new Uint8Array(items.length) },
      table: opened.table,
    };
  }
  const all = await services().library.ask(signal, (library) => library.openAll(opened.dataset, checkpoint));
  if (all.table.kind === "store") throw tooLarge(opened.name);
  return { key: `${opened.dataset} ${checkpoint.sha256} ${all.items.count}`, items: all.items, table: all.table };
}

function nothingOpen(): StudioError {
  return new StudioError(
    "MeasurementError",
    "expected an open gallery; found none",
    "Choose a gallery on the search page.",
  );
}

function tooLarge(name: string): StudioError {
  return new StudioError(
    "MeasurementError",
    `expected vectors in this browser; those of ${name} lie in a store of the companion`,
    "Choose a gallery whose embeddings lie in this browser.",
  );
}
