import { Select } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { knownRecipes, loadRankRecipes, rankStore } from "../../state/rankStore";
import { rankSearchBy, searchRankStore } from "../../state/searchRankStore";

/** By which rank recipe the first hits are ranked anew. */
export function RankChoice(): ReactNode {
  const state = useStore(rankStore);
  const chosen = useStore(searchRankStore, ({ recipe }) => recipe?.name ?? "plain");
  useEffect(() => void loadRankRecipes(), []);
  const recipes = knownRecipes(state).filter(({ name, steps }) => name === "plain" || steps.length > 0);
  return (
    <Select
      size="xs"
      w={170}
      aria-label="Rank by"
      comboboxProps={{ width: 300, position: "bottom-end" }}
      data={recipes.map(({ name, title }) => ({ value: name, label: title === "" ? name : title }))}
      value={chosen}
      allowDeselect={false}
      onChange={(name) => rankSearchBy(recipes.find((recipe) => recipe.name === name) ?? null)}
    />
  );
}
