import { describe, expect, it } from "vitest";

import type { RunRecipe } from "../../src/contracts/companionRuns";
import { judgeRecipe } from "./judgeRecipe";
import { readRecipes } from "./recipeFolder";
import { shippedRecipes } from "./shippedRecipes";

const { recipes } = await readRecipes(shippedRecipes);
const good = recipes.find(({ name }) => name === "reid-std") as RunRecipe;

it.each(recipes)("takes $name, and nothing changes where it is judged again", (recipe) => {
  const judged = judgeRecipe(recipe);
  expect(judged).toMatchObject({ name: recipe.name, seed: expect.any(Number) as number });
  expect(judgeRecipe(judged)).toEqual(judged);
});

describe("names", () => {
  it.each<[string, object, RegExp]>([
    ["a number out of its range", { batch: { size: 0 } }, /batch\.size: /],
    ["a field of another type", { seed: "7" }, /seed: .*expected number/],
    ["a part of a list", { losses: [{ kind: "softmax" }, { kind: "triplet", margin: -1 }] }, /losses\.1\.margin: /],
    ["a kind that there is not", { schedule: { kind: "sine" } }, /schedule\.kind: /],
    ["a field that there is not", { learningRate: 1 }, /as a whole: .*learningRate/],
    ["fields that do not go together", { batch: { size: 30 } }, /batch\.size: 30 .*no multiple of 4 pictures/],
  ])("%s", (_fault, change, message) => {
    expect(() => judgeRecipe({ ...good, ...change })).toThrow(message);
  });

  it("the first faults of many, and how many there are", () => {
    expect(() => judgeRecipe({ schema: 1, name: "x" })).toThrow(/expected "x" to be .*; and \d+ more$/);
  });
});
