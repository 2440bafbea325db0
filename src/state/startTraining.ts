import { createStore } from "zustand/vanilla";

import type { CompanionRun, RunRecipe, RunRequest } from "../contracts/companionRuns";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { StudioError } from "../core/errors";
import { RunCurves } from "../core/runs/runCurves";
import { type TrialEstimate, trialEstimate, trialRecipe, trialSteps } from "../core/training/trialEstimate";
import { companionStore, servedSourceOf, shownFailure } from "./companionStore";
import { LatestTask } from "./latestTask";
import { libraryStore } from "./libraryStore";
import { goTo } from "./pageStore";
import { loadRecipes, runsStore, showRun } from "./runsStore";
import { runTableStore, selectRuns } from "./runTableStore";
import { services } from "./services";
import { idle, type Task } from "./task";
import { changeTraining, chooseRecipe, trainStore } from "./trainStore";

export interface StartState {
  readonly starting: Task<null>;
  /** `done` and `total` are steps of the trial. */
  readonly trial: Task<TrialEstimate>;
}

export const startStore = createStore<StartState>(() => ({ starting: idle, trial: idle }));

const starts = new LatestTask();
const trials = new LatestTask();

/** Queues the prepared training and shows its curves. */
export async function startTraining(): Promise<void> {
  await starts.run(
    async (signal) => {
      startStore.setState({ starting: { phase: "running", done: 0, total: 1 } });
      const run = await queue(signal, (recipe) => recipe, "");
      startStore.setState({ starting: { phase: "done", value: null } });
      showRun(run);
      const { selected } = runTableStore.getState();
      if (selected !== null) selectRuns([...selected, run.id]);
      goTo("runs");
    },
    (error) => startStore.setState({ starting: { phase: "failed", error } }),
  );
}

/** Prepares a training by a run's recipe, for changes to be made. A run that is gone meanwhile changes nothing. */
export async function prepareAgain({ id, name, device, startWeights }: CompanionRun): Promise<void> {
  await loadRecipes([id]);
  const recipe = runsStore.getState().recipes.get(id);
  if (recipe === undefined) return;
  chooseRecipe(recipe);
  changeTraining({ device, startWeights, name: `${name} changed` });
  goTo("train");
}

/** Trains a few steps of the prepared training to tell how long all of it takes, and forgets them. */
export async function tryTraining(): Promise<void> {
  await trials.run(
    async (signal) => {
      startStore.setState({ trial: { phase: "running", done: 0, total: trialSteps } });
      const { recipe } = trainStore.getState();
      const run = await queue(signal, trialRecipe, "Trial: ");
      try {
        const estimate = trialEstimate(recipe, await follow(signal, run));
        if (estimate === null) throw tooShort(run);
        startStore.setState({ trial: { phase: "done", value: estimate } });
      } finally {
        await forget(run);
      }
    },
    (error) => startStore.setState({ trial: { phase: "failed", error } }),
  );
}

export function cancelTrial(): void {
  trials.cancel();
  startStore.setState({ trial: idle });
}

export function dismissStart(): void {
  startStore.setState({ starting: idle });
}

async function queue(
  signal: AbortSignal,
  recipeOf: (recipe: RunRecipe) => RunRecipe,
  before: string,
): Promise<CompanionRun> {
  const { recipe, name } = trainStore.getState();
  return queueTraining(signal, {
    recipe: recipeOf(recipe as RunRecipe),
    name: before + (name?.trim() ?? nameOf(recipe)),
  });
}

/** Queues a training of the chosen data set on the chosen device, by this recipe and under this name. */
export async function queueTraining(
  signal: AbortSignal,
  named: Pick<RunRequest, "recipe" | "name" | "series">,
): Promise<CompanionRun> {
  const { device, startWeights } = trainStore.getState();
  const { folder, items } = await readItems(signal);
  signal.throwIfAborted();
  const request: RunRequest = { ...named, folder, items, device, startWeights };
  // Not to be aborted half-way: nobody would know the id of a run that was queued all the same.
  return services().runs.start(new AbortController().signal, request);
}

/** What a training is called unless the user says otherwise. */
export function nameOf(recipe: Readonly<Record<string, unknown>> | null): string {
  return typeof recipe?.["name"] === "string" ? recipe["name"] : "training";
}

/** The chosen data set's items as the companion's folder names them. */
async function readItems(signal: AbortSignal): Promise<{ readonly folder: string; readonly items: string }> {
  const { dataset } = trainStore.getState();
  const entry = libraryStore.getState().entries?.find(({ record }) => record.id === dataset);
  const served = entry === undefined ? null : servedSourceOf(companionStore.getState(), entry.record);
  if (entry === undefined || served === null) {
    throw new StudioError(
      "DatasetMissingError",
      `expected a data set that came from a folder of the companion; found ${entry === undefined ? "none" : `"${entry.record.name}", which did not`}`,
      "Choose one, or import the companion's folder first.",
    );
  }
  // No table is made by this checkpoint, so none of the source's items is left out.
  const checkpoint = { id: "none" as CheckpointId, sha256: "", dimension: 1 };
  const table = await services().library.ask(signal, (library) =>
    library.exportItems(entry.record.id, { sourceId: served.sourceId, checkpoint }),
  );
  return { folder: served.folder.id, items: await table.text() };
}

async function follow(signal: AbortSignal, { id }: CompanionRun): Promise<RunCurves> {
  const curves = new RunCurves();
  const last: CompanionRun[] = [];
  await services().runs.follow(signal, id, {
    onEvents: (events) => {
      curves.add(events);
      const done = Math.min(trialSteps, curves.steps.last?.step ?? 0);
      if (!signal.aborted) startStore.setState({ trial: { phase: "running", done, total: trialSteps } });
      return Promise.resolve();
    },
    onRun: (run) => (last[0] = run),
  });
  const failure = last[0]?.failure ?? null;
  if (failure !== null) throw new StudioError(failure.name as "JobFailedError", failure.message, failure.hint);
  return curves;
}

/** A trial leaves nothing behind; one that still trains is killed first. */
async function forget({ id }: CompanionRun): Promise<void> {
  const { runs } = services();
  const { signal } = new AbortController();
  try {
    await runs.remove(signal, id).catch(async () => {
      await runs.stop(signal, id);
      await runs.stop(signal, id).catch(() => undefined); // it stopped already
      await runs.follow(signal, id, { onEvents: () => Promise.resolve(), onRun: () => undefined });
      await runs.remove(signal, id);
    });
  } catch (error) {
    shownFailure(error); // it stays in the list of runs, under the name of a trial
  }
}

function tooShort({ steps }: CompanionRun): StudioError {
  return new StudioError(
    "JobFailedError",
    `expected a trial of ${trialSteps} steps to tell of at least two; it had ${steps ?? 0}`,
    "Start the training itself: it tells how far it is.",
  );
}
