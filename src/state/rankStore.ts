import { createStore } from "zustand/vanilla";

import { defaultStep, parseRankRecipe } from "../contracts/rankRecipe";
import { isStudioError, type StudioErrorShape } from "../core/errors";
import { plainRanking, rankPresets } from "../core/ranking/rankPresets";
import { orderFault, type RankRecipe, type RankStep, type SwitchedStep } from "../core/ranking/rankRecipe";
import { shownFailure } from "./companionStore";
import { services } from "./services";

export interface RankState {
  /** What the lab edits. */
  readonly recipe: RankRecipe;
  readonly past: readonly RankRecipe[];
  readonly future: readonly RankRecipe[];
  /** The user's own, by name. */
  readonly saved: readonly RankRecipe[];
  /** What went wrong with keeping, reading or taking a recipe in. */
  readonly failure: StudioErrorShape | null;
}

export const rankStore = createStore<RankState>(() => ({
  recipe: plainRanking,
  past: [],
  future: [],
  saved: [],
  failure: null,
}));

const mostUndone = 100;

/** Every recipe at hand: the published ones, then the user's own. */
export function knownRecipes({ saved }: RankState): readonly RankRecipe[] {
  return [...rankPresets, ...saved];
}

/** What is wrong with the order of the recipe's steps; null where it can be followed. */
export function recipeFault({ recipe }: RankState): string | null {
  return orderFault(recipe.steps);
}

/** Edits a copy of a recipe. */
export function chooseRecipe(recipe: RankRecipe): void {
  change(recipe);
}

export function addStep(kind: RankStep["kind"]): void {
  const { recipe } = rankStore.getState();
  changeSteps(inOrder([...recipe.steps, defaultStep(kind)]));
}

export function removeStep(at: number): void {
  changeSteps(rankStore.getState().recipe.steps.filter((_, place) => place !== at));
}

/** Moves a step up (-1) or down (1). */
export function moveStep(at: number, by: -1 | 1): void {
  const steps = [...rankStore.getState().recipe.steps];
  const [step] = steps.splice(at, 1);
  if (step === undefined || at + by < 0 || at + by > steps.length) return;
  steps.splice(at + by, 0, step);
  changeSteps(steps);
}

export function switchStep(at: number, isOn: boolean): void {
  changeSteps(rankStore.getState().recipe.steps.map((step, place) => (place === at ? { ...step, isOn } : step)));
}

/** Gives a step other values. A drag is one change: what it passes through is not kept. */
export function changeStep(at: number, changed: SwitchedStep, isPassing = false): void {
  const steps = rankStore.getState().recipe.steps.map((step, place) => (place === at ? changed : step));
  if (isPassing) rankStore.setState(({ recipe }) => ({ recipe: { ...recipe, steps } }));
  else changeSteps(steps);
}

export function undoRank(): void {
  const { recipe, past, future } = rankStore.getState();
  const before = past.at(-1);
  if (before !== undefined)
    rankStore.setState({ recipe: before, past: past.slice(0, -1), future: [recipe, ...future] });
}

export function redoRank(): void {
  const { recipe, past, future } = rankStore.getState();
  const [next, ...rest] = future;
  if (next !== undefined) rankStore.setState({ recipe: next, past: [...past, recipe], future: rest });
}

/** Reads the user's recipes. One that an other version wrote is named and left alone. */
export async function loadRankRecipes(): Promise<void> {
  await reporting(async () => {
    const kept = await services().browserStore.listRankRecipes();
    rankStore.setState({ saved: kept.map((value) => parseRankRecipe(value, "a kept rank recipe")) });
  });
}

/** Keeps the recipe under a title; one of the same name is replaced. */
export async function saveRecipe(title: string): Promise<void> {
  const { recipe } = rankStore.getState();
  const saved: RankRecipe = { ...recipe, name: fileName(title), title: title.trim(), source: ownSource(recipe) };
  await reporting(async () => {
    await services().browserStore.saveRankRecipe(saved);
    rankStore.setState({ recipe: saved });
    await loadRankRecipes();
  });
}

export async function deleteRecipe(recipe: RankRecipe): Promise<void> {
  await reporting(async () => {
    await services().browserStore.deleteRankRecipe(recipe.name);
    await loadRankRecipes();
  });
}

/** Takes a deletion back. */
export async function restoreRecipe(recipe: RankRecipe): Promise<void> {
  await reporting(async () => {
    await services().browserStore.saveRankRecipe(recipe);
    await loadRankRecipes();
  });
}

/** Saves the recipe as the file that the command line reads. */
export function exportRecipe(): void {
  const { recipe } = rankStore.getState();
  const content = new Blob([`${JSON.stringify(recipe, null, 2)}\n`], { type: "application/json" });
  services().saveFile(content, `${recipe.name}.json`);
}

/** Takes a recipe in from a file. */
export async function importRecipe(file: File): Promise<void> {
  await reporting(async () => change(parseRankRecipe(parseJson(await file.text()), file.name)));
}

export function dismissRankFailure(): void {
  rankStore.setState({ failure: null });
}

function changeSteps(steps: readonly SwitchedStep[]): void {
  const { recipe } = rankStore.getState();
  // What was changed is no longer what was published.
  change({ ...recipe, name: "edited", title: "", source: ownSource(recipe), steps });
}

function change(recipe: RankRecipe): void {
  rankStore.setState(({ recipe: before, past }) => ({
    recipe,
    past: [...past, before].slice(-mostUndone),
    future: [],
    failure: null,
  }));
}

function ownSource(recipe: RankRecipe): RankRecipe["source"] {
  return {
    paper: "",
    code: "",
    form: "ours",
    note: recipe.source.form === "ours" ? recipe.source.note : `From ${recipe.title}.`,
  };
}

/** A new step goes where the order allows it: vectors first, then codes, then scores, a threshold last. */
function inOrder(steps: readonly SwitchedStep[]): SwitchedStep[] {
  const placeOf = ({ kind }: SwitchedStep): number => {
    if (kind === "threshold") return 3;
    if (kind === "quantize") return 1;
    return kind === "k-reciprocal" || kind === "diffusion" ? 2 : 0;
  };
  return steps.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function fileName(title: string): string {
  const name = title
    .trim()
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return name === "" ? "recipe" : name;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // told as what it is: no rank recipe
  }
}

async function reporting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isStudioError(error)) throw error;
    rankStore.setState({ failure: shownFailure(error) });
  }
}
