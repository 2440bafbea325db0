import { createStore } from "zustand/vanilla";

import type { RankRecipe } from "../core/ranking/rankRecipe";

export interface SearchRankState {
  /** By what the search ranks its first hits anew; null for the plain ranking. */
  readonly recipe: RankRecipe | null;
}

export const searchRankStore = createStore<SearchRankState>(() => ({ recipe: null }));

/** Lets the search rank by a recipe from now on. */
export function rankSearchBy(recipe: RankRecipe | null): void {
  searchRankStore.setState({ recipe: recipe === null || recipe.steps.every(({ isOn }) => !isOn) ? null : recipe });
}
