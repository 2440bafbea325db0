import { createStore } from "zustand/vanilla";

import type { DatasetId, TableRecord } from "../core/dataset/datasetRecord";
import { StudioError } from "../core/errors";
import type { MatchRule } from "../core/metrics/evaluationPlan";
import { plainRanking } from "../core/ranking/rankPresets";
import { checkpointName, checkpointsStore } from "./checkpointsStore";
import { sampleDataset } from "./choiceStore";
import { evaluate } from "./evaluateStore";
import { entryOf, type LibraryEntry, libraryStore } from "./libraryStore";
import { goTo } from "./pageStore";
import { knownRecipes, rankStore } from "./rankStore";
import { sampleStore } from "./sampleStore";
import { tableCheckpoint } from "./studioStore";

/** What the user wants to evaluate. */
export interface EvaluateChoice {
  readonly dataset: DatasetId;
  /** Names of tables, `measuredTable`; empty for the first that there is. */
  readonly tables: readonly string[];
  /** Name of a recipe; `labRecipe` for the one that the rank lab holds. */
  readonly recipe: string;
  readonly rule: MatchRule;
}

/** Stands for the recipe that the rank lab edits. */
export const labRecipe = "(rank lab)";

export const evaluateChoiceStore = createStore<EvaluateChoice>(() => ({
  dataset: sampleDataset,
  tables: [],
  recipe: plainRanking.name,
  rule: "identity",
}));

/** Changes what is to be evaluated; tables belong to a data set. */
export function chooseEvaluation(change: Partial<EvaluateChoice>): void {
  const isOther = change.dataset !== undefined && change.dataset !== evaluateChoiceStore.getState().dataset;
  evaluateChoiceStore.setState({ ...(isOther ? { tables: [] } : {}), ...change });
}

/** Shows the evaluation of a data set. */
export function showEvaluationOf(dataset: DatasetId): void {
  chooseEvaluation({ dataset });
  goTo("evaluate");
}

/** Names a table among those of its data set. */
export function measuredTable({ checkpoint }: TableRecord): string {
  return `${checkpoint.id} ${checkpoint.sha256}`;
}

/** The tables of a data set that have vectors. */
export function measurableTables(entry: LibraryEntry | undefined): readonly TableRecord[] {
  return entry?.tables.filter(({ embedded }) => embedded > 0) ?? [];
}

/** The chosen tables; the first that there is where none is chosen. */
export function chosenTables(choice: EvaluateChoice, entry: LibraryEntry | undefined): readonly TableRecord[] {
  const tables = measurableTables(entry);
  const chosen = tables.filter((table) => choice.tables.includes(measuredTable(table)));
  return chosen.length > 0 ? chosen : tables.slice(0, 1);
}

/** Evaluates what is chosen. */
export async function evaluateChosen(): Promise<void> {
  const choice = evaluateChoiceStore.getState();
  const recipe =
    choice.recipe === labRecipe
      ? rankStore.getState().recipe
      : (knownRecipes(rankStore.getState()).find(({ name }) => name === choice.recipe) ?? plainRanking);
  const { rule } = choice;
  const checkpoints = checkpointsStore.getState().checkpoints ?? [];
  if (choice.dataset === sampleDataset) {
    const { sample } = sampleStore.getState();
    const shipped = checkpoints.find(({ isShipped }) => isShipped)?.manifest;
    if (sample.phase !== "done" || shipped === undefined) return;
    const named = { ...tableCheckpoint(shipped), name: shipped.name };
    const source = { kind: "gallery", gallery: sample.value, checkpoint: null } as const;
    return evaluate({ source, checkpoints: [named], recipe, rule });
  }
  const entry = entryOf(libraryStore.getState(), choice.dataset);
  const tables = chosenTables(choice, entry);
  if (entry === undefined || tables.length === 0) return;
  const named = tables.map(({ checkpoint }) => ({ ...checkpoint, name: checkpointName(checkpoints, checkpoint) }));
  const source = {
    kind: "dataset",
    record: entry.record,
    checkpoints: tables.map(({ checkpoint }) => checkpoint),
  } as const;
  return evaluate({ source, checkpoints: named, recipe, rule });
}

/** What keeps the choice from being evaluated; null where nothing does. */
export function choiceFault(choice: EvaluateChoice, entry: LibraryEntry | undefined): StudioError | null {
  if (choice.dataset === sampleDataset || entry === undefined) return null;
  if (measurableTables(entry).length > 0) return null;
  return new StudioError(
    "MeasurementError",
    `expected embeddings of ${entry.record.name}; found none`,
    "Embed the data set on its page in the library first.",
  );
}
