import { createStore } from "zustand/vanilla";

import type { RunDevice, RunRecipe } from "../contracts/companionRuns";
import { recipeSchema } from "../contracts/recipe";
import { recipeFields as fields } from "../contracts/recipeFields";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { StudioErrorShape } from "../core/errors";
import { changeKind, recipeValue, removeFromRecipe, schemaAt, setInRecipe } from "../core/training/editRecipe";
import type { RecipeContent } from "../core/training/inheritedRecipe";
import type { FieldSchema } from "../core/training/recipeForm";
import { LatestTask } from "./latestTask";
import { services } from "./services";

export type { RunDevice, RunRecipe } from "../contracts/companionRuns";

/** The schema that forms are made of. */
export const recipeFields = fields as FieldSchema;

/** What the user prepares to train. */
export interface TrainState {
  /** Null until they were read. */
  readonly recipes: readonly RunRecipe[] | null;
  /** Recipe files that cannot be used. */
  readonly broken: readonly { readonly name: string; readonly message: string }[];
  readonly failure: StudioErrorShape | null;
  /** The recipe that was chosen, its defaults filled in; null before. */
  readonly preset: RecipeContent | null;
  readonly recipe: RecipeContent | null;
  /** What the recipe was before each change that can be undone, newest last; and what was undone. */
  readonly past: readonly RecipeContent[];
  readonly undone: readonly RecipeContent[];
  readonly dataset: DatasetId | null;
  readonly device: RunDevice;
  /** Id of a checkpoint of the companion; null for what the recipe says. */
  readonly startWeights: string | null;
  /** Null: named after its recipe. */
  readonly name: string | null;
}

export const trainStore = createStore<TrainState>(() => ({
  recipes: null,
  broken: [],
  failure: null,
  preset: null,
  recipe: null,
  past: [],
  undone: [],
  dataset: null,
  device: "auto",
  startWeights: null,
  name: null,
}));

const loads = new LatestTask();

/** Asks the companion for its recipes. */
export async function loadTrainingRecipes(): Promise<void> {
  await loads.run(
    async (signal) => {
      const { recipes, broken } = await services().runs.listRecipes(signal);
      signal.throwIfAborted();
      trainStore.setState({ recipes, broken, failure: null });
    },
    (failure) => trainStore.setState({ failure }),
  );
}

/** Chooses a recipe; its settings are the preset that changes are compared with. */
export function chooseRecipe(recipe: RunRecipe | null): void {
  const parsed = recipe === null ? null : recipeSchema.safeParse(recipe);
  const preset = parsed?.success === true ? (parsed.data as unknown as RecipeContent) : recipe;
  trainStore.setState({ preset, recipe: preset, past: [], undone: [], name: null });
}

/** Changes one value; a section that gets another kind gets the values of that kind. */
export function changeSetting(path: string, value: unknown, isKind = false): void {
  edit((recipe) => {
    if (!isKind) return setInRecipe(recipe, path, value);
    const section = path.slice(0, path.lastIndexOf("."));
    return setInRecipe(
      recipe,
      section,
      changeKind(recipeValue(recipe, section), value, schemaAt(recipeFields, section) ?? {}),
    );
  });
}

/** Takes an entry out of a list. */
export function removeSetting(path: string): void {
  edit((recipe) => removeFromRecipe(recipe, path));
}

/** Adds an entry of a kind at the end of a list. */
export function addSetting(list: string, kind: string): void {
  edit((recipe) => {
    const entries = (recipeValue(recipe, list) ?? []) as readonly unknown[];
    return setInRecipe(recipe, list, [...entries, changeKind({}, kind, schemaAt(recipeFields, `${list}.0`) ?? {})]);
  });
}

/** Gives a place of the recipe the preset's value again. */
export function resetSetting(path: string): void {
  const { preset } = trainStore.getState();
  edit((recipe) => setInRecipe(recipe, path, recipeValue(preset, path)));
}

export function undoSetting(): void {
  const { past, recipe, undone } = trainStore.getState();
  const before = past.at(-1);
  if (before === undefined || recipe === null) return;
  trainStore.setState({ recipe: before, past: past.slice(0, -1), undone: [...undone, recipe] });
}

export function redoSetting(): void {
  const { past, recipe, undone } = trainStore.getState();
  const next = undone.at(-1);
  if (next === undefined || recipe === null) return;
  trainStore.setState({ recipe: next, past: [...past, recipe], undone: undone.slice(0, -1) });
}

export function changeTraining(
  change: Partial<Pick<TrainState, "dataset" | "device" | "startWeights" | "name">>,
): void {
  trainStore.setState(change);
}

/** What is wrong with a recipe, by the path of the setting; empty for a sound one. */
export function recipeFaults(recipe: RecipeContent): ReadonlyMap<string, string> {
  const parsed = recipeSchema.safeParse(recipe);
  return new Map(parsed.error?.issues.map(({ path, message }) => [path.join("."), message]) ?? []);
}

function edit(change: (recipe: RecipeContent) => RecipeContent): void {
  const { recipe, past } = trainStore.getState();
  if (recipe === null) return;
  trainStore.setState({ recipe: change(recipe), past: [...past, recipe], undone: [] });
}
