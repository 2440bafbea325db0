import { createStore } from "zustand/vanilla";

import type { MeasuredQueries } from "../contracts/analysisService";
import type { ItemList } from "../core/dataset/itemList";
import { StudioError } from "../core/errors";
import type { EvaluationPlan } from "../core/metrics/evaluationPlan";
import { plainRanking } from "../core/ranking/rankPresets";
import type { RankRecipe } from "../core/ranking/rankRecipe";
import { LatestTask } from "./latestTask";
import { type OpenedMeasure, openMeasured } from "./openMeasured";
import { rankStore } from "./rankStore";
import { services } from "./services";
import { studioStore, tableCheckpoint } from "./studioStore";
import { idle, type Task } from "./task";

/** What a recipe came to over a whole set. */
export interface SetMeasure extends MeasuredQueries {
  readonly recipe: RankRecipe;
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
/** The plain ranking of the set that was measured last. */
let keptPlain: { readonly key: string; readonly measure: SetMeasure } | null = null;

/** Measures the lab's recipe over all queries of the open gallery, beside the plain ranking. */
export async function measureEffect(): Promise<void> {
  const { recipe } = rankStore.getState();
  await latest.run(
    async (signal) => {
      setEffectStore.setState({ task: { phase: "running", done: 0, total: 0 }, stage: "Opening the embeddings" });
      const opened = await openOpenGallery(signal);
      const { set, items, isLeaveOneOut } = opened;
      const measure = async (of: RankRecipe, stage: string): Promise<SetMeasure> => {
        const measured = await services().analyst.measure(signal, set, of, ({ done, total }) => {
          if (!signal.aborted) setEffectStore.setState({ task: { phase: "running", done, total }, stage });
        });
        return { recipe: of, ...measured };
      };
      const plain = keptPlain?.key === set.key ? keptPlain.measure : await measure(plainRanking, "Ranking plainly");
      keptPlain = { key: set.key, measure: plain };
      const changed = await measure(recipe, "Ranking by the recipe");
      signal.throwIfAborted();
      const effect = { galleryName: opened.name, plan: set.plan, items, isLeaveOneOut, plain, changed };
      setEffectStore.setState({ task: { phase: "done", value: null }, effect });
    },
    (error) => setEffectStore.setState({ task: { phase: "failed", error } }),
  );
}

export function cancelEffect(): void {
  latest.cancel();
  setEffectStore.setState({ task: idle });
}

/** The gallery that is searched, to be measured. */
export async function openOpenGallery(signal: AbortSignal): Promise<OpenedMeasure> {
  const { gallery, checkpoint } = studioStore.getState();
  if (gallery === null) throw nothingOpen();
  const table = checkpoint && tableCheckpoint(checkpoint.manifest);
  return openMeasured(signal, { kind: "gallery", gallery, checkpoint: table });
}

function nothingOpen(): StudioError {
  return new StudioError(
    "MeasurementError",
    "expected an open gallery; found none",
    "Choose a gallery on the search page.",
  );
}
