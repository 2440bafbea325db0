import { createStore } from "zustand/vanilla";

import type { RunRecipe } from "../contracts/companionRuns";
import { recipeSchema } from "../contracts/recipe";
import { isStudioError, type StudioErrorShape } from "../core/errors";
import { reidTricks } from "../core/training/reidTricks";
import { everyCombination, oneKeyAtATime, type SeriesMember, stepByStep } from "../core/training/series";
import { parseVariedKeys } from "../core/training/seriesText";
import { shownFailure } from "./companionStore";
import { LatestTask } from "./latestTask";
import { goTo } from "./pageStore";
import { runTableStore, selectRuns } from "./runTableStore";
import { services } from "./services";
import { nameOf, queueTraining } from "./startTraining";
import { idle, type Task } from "./task";
import { type TrainState, trainStore } from "./trainStore";

/** How trainings of a series differ. `tricks` are those between two published recipes. */
export type SeriesKind = "one at a time" | "every combination" | "tricks";

export interface SeriesState {
  readonly kind: SeriesKind;
  /** What the user typed: a key and its values a line. */
  readonly text: string;
  /** Done and total are trainings queued. */
  readonly task: Task<null>;
}

export const seriesStore = createStore<SeriesState>(() => ({ kind: "one at a time", text: "", task: idle }));

const latest = new LatestTask();

export function changeSeries(change: Partial<Pick<SeriesState, "kind" | "text">>): void {
  seriesStore.setState(change);
}

export function dismissSeriesFailure(): void {
  seriesStore.setState({ task: idle });
}

/** The recipe whose tricks lead from the chosen one to it; undefined where there is none. */
export function tricksGoal({ recipe, recipes }: Pick<TrainState, "recipe" | "recipes">): RunRecipe | undefined {
  return nameOf(recipe) === "reid-std" ? recipes?.find(({ name }) => name === "reid-bot-center") : undefined;
}

/** The trainings of the series, or why there are none. */
export function seriesMembers(
  { kind, text }: Pick<SeriesState, "kind" | "text">,
  train: Pick<TrainState, "recipe" | "recipes">,
): { readonly members: readonly SeriesMember[]; readonly failure: StudioErrorShape | null } {
  try {
    return { members: membersOf(kind, text, train), failure: null };
  } catch (error) {
    if (!isStudioError(error)) throw error;
    return { members: [], failure: shownFailure(error) };
  }
}

/** Queues the series: its first training with the items, the others as duplicates of that by their own recipes. */
export async function startSeries(): Promise<void> {
  await latest.run(
    async (signal) => {
      const train = trainStore.getState();
      const { members } = seriesMembers(seriesStore.getState(), train);
      const [first, ...others] = members;
      if (first === undefined) return;
      const series = train.name?.trim() ?? nameOf(train.recipe);
      const report = (done: number) =>
        seriesStore.setState({ task: { phase: "running", done, total: members.length } });
      report(0);
      const nameIn = ({ title }: SeriesMember): string => `${series}: ${title}`;
      const begun = await queueTraining(signal, {
        recipe: first.recipe as RunRecipe,
        name: nameIn(first),
        series,
      });
      const ids = [begun.id];
      // Not to be aborted half-way: a series that lacks some of its trainings compares nothing.
      const { signal: never } = new AbortController();
      for (const member of others) {
        report(ids.length);
        const { device } = begun;
        const request = { name: nameIn(member), recipe: member.recipe as RunRecipe, device, series };
        ids.push((await services().runs.duplicate(never, begun.id, request)).id);
      }
      seriesStore.setState({ task: { phase: "done", value: null } });
      selectRuns(ids);
      runTableStore.setState({ areDifferencesShown: true });
      goTo("runs");
    },
    (error) => seriesStore.setState({ task: { phase: "failed", error } }),
  );
}

function membersOf(
  kind: SeriesKind,
  text: string,
  train: Pick<TrainState, "recipe" | "recipes">,
): readonly SeriesMember[] {
  const { recipe } = train;
  if (recipe === null) return [];
  if (kind === "tricks") {
    const goal = tricksGoal(train);
    const filled = goal === undefined ? undefined : recipeSchema.safeParse(goal);
    return filled?.success === true ? stepByStep(recipe, reidTricks(filled.data)) : [];
  }
  const keys = parseVariedKeys(text);
  if (keys.length === 0) return [];
  return kind === "one at a time" ? oneKeyAtATime(recipe, keys) : everyCombination(recipe, keys);
}
