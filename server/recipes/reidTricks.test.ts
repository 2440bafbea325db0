import { expect, it } from "vitest";

import { reidTricks } from "../../src/core/training/reidTricks";
import { stepByStep } from "../../src/core/training/series";
import { runRecipeSchema } from "../../src/contracts/companionRuns";
import { judgeRecipe } from "./judgeRecipe";
import { readRecipes } from "./recipeFolder";
import { shippedRecipes } from "./shippedRecipes";

const { recipes } = await readRecipes(shippedRecipes);
const named = (name: string) => judgeRecipe(runRecipeSchema.parse(recipes.find((recipe) => recipe.name === name)));

it("leads from the standard baseline to the strong one, each step a recipe that can be trained by", () => {
  const goal = named("reid-bot-center");
  const members = stepByStep(named("reid-std"), reidTricks(goal)).map(({ recipe }) =>
    judgeRecipe(runRecipeSchema.parse(recipe)),
  );
  const withoutNames = (recipe: object | undefined) => ({ ...recipe, name: "", title: "", post: [] });
  expect(withoutNames(members.at(-2))).toEqual(withoutNames(named("reid-bot")));
  expect(withoutNames(members.at(-1))).toEqual(withoutNames(goal));
  expect(new Set(members.map((member) => JSON.stringify(member))).size).toBe(7);
});
